package dev.sluice.snapshot;

import java.util.List;

/**
 * What the gateway adds to requests so that the backend lets them in; what clients sent in its
 * place is removed. The values themselves are {@link SecretSection.Credential}s.
 */
public sealed interface BackendCredential extends BackendPart {
  BackendCredential NONE = new None();

  /** Requests go as they come. */
  record None() implements BackendCredential {}

  /**
   * What was asked for never was to be had: without it requests must not go, or the backend would
   * be asked in the name of whoever the client claims to be.
   */
  record Unavailable() implements BackendCredential {}

  /** One entry of a Secret. */
  record SecretEntry(ObjectKey secret, String key) {}

  /** {@code Authorization: Bearer} (RFC 6750). */
  record Bearer(SecretEntry token) implements BackendCredential {}

  /** {@code Authorization: Basic} (RFC 7617). */
  record Basic(SecretEntry username, SecretEntry password) implements BackendCredential {}

  /**
   * @param name in lower case
   */
  record ApiKeyHeader(String name, SecretEntry value) implements BackendCredential {}

  record ApiKeyQuery(String name, SecretEntry value) implements BackendCredential {}

  /**
   * A token of the client credentials grant (RFC 6749, section 4.4).
   *
   * @param scopes sorted; may be empty
   * @param caBundles as in {@link BackendTls.On}, for the token endpoint
   */
  record Oauth2(
      String tokenEndpoint,
      SecretEntry clientId,
      SecretEntry clientSecret,
      List<String> scopes,
      List<ObjectKey> caBundles)
      implements BackendCredential {
    public Oauth2 {
      scopes = scopes.stream().sorted().distinct().toList();
      caBundles = List.copyOf(caBundles);
    }
  }
}
