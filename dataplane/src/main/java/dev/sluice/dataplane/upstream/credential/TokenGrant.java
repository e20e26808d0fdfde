package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.List;

/**
 * What is needed to ask for a token (RFC 6749, section 4.4).
 *
 * @param authorities empty: those of the platform
 */
public record TokenGrant(
    String endpoint,
    SecretText clientId,
    SecretText clientSecret,
    List<String> scopes,
    List<SecretSection.CaBundle> authorities) {
  public TokenGrant {
    scopes = List.copyOf(scopes);
    authorities = List.copyOf(authorities);
  }

  static TokenGrant of(BackendCredential.Oauth2 oauth2, Secrets secrets) {
    return new TokenGrant(
        oauth2.tokenEndpoint(),
        secrets.entry(oauth2.clientId()),
        secrets.entry(oauth2.clientSecret()),
        oauth2.scopes(),
        oauth2.caBundles().stream().map(secrets::caBundle).toList());
  }

  /** Whether a token for the one is as good for the other: only the proof of identity differs. */
  boolean grantsTheSame(TokenGrant other) {
    return endpoint.equals(other.endpoint)
        && clientId.equals(other.clientId)
        && scopes.equals(other.scopes);
  }
}
