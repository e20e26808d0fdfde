package dev.sluice.dataplane.upstream.credential;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The credential of one backend, ready for requests. */
public sealed interface OutboundCredential {
  OutboundCredential NONE = new None();

  /** Requests go as they come. */
  record None() implements OutboundCredential {}

  /** One is needed, and there is none. */
  record Missing() implements OutboundCredential {}

  /** The same until the Secret changes. */
  record Fixed(CredentialEdit edit) implements OutboundCredential {}

  /** A token that is fetched. */
  record Fetched(TokenSource source) implements OutboundCredential {}

  /** What to write now; null where nothing is, or nothing yet. */
  default @Nullable CredentialEdit now() {
    return switch (this) {
      case None none -> null;
      case Missing missing -> null;
      case Fixed(CredentialEdit edit) -> edit;
      case Fetched(TokenSource source) -> source.now();
    };
  }

  /** The backend has answered so to whom this was shown. */
  default void answered(int status, CredentialEdit shown) {
    if (status == StatusCodes.UNAUTHORIZED && this instanceof Fetched(TokenSource source)) {
      source.rejected(shown);
    }
  }

  /**
   * @param before the backend's credential until now: a token that is still good stays
   */
  static OutboundCredential of(
      ObjectKey backend,
      BackendCredential wanted,
      Secrets secrets,
      OutboundCredential before,
      TokenFetches fetches) {
    return switch (wanted) {
      case BackendCredential.None none -> NONE;
      case BackendCredential.Unavailable unavailable -> new Missing();
      case BackendCredential.Bearer(SecretEntry token) ->
          authorization("Bearer ", text(token, secrets));
      case BackendCredential.Basic(SecretEntry username, SecretEntry password) ->
          authorization("Basic ", base64(text(username, secrets) + ":" + text(password, secrets)));
      case BackendCredential.ApiKeyHeader(String name, SecretEntry value) ->
          new Fixed(new CredentialEdit.Header(new HttpString(name), text(value, secrets)));
      case BackendCredential.ApiKeyQuery(String name, SecretEntry value) ->
          new Fixed(new CredentialEdit.Query(name, text(value, secrets)));
      case BackendCredential.Oauth2 oauth2 -> {
        TokenGrant grant = TokenGrant.of(oauth2, secrets);
        yield before instanceof Fetched(TokenSource source) && source.grant().equals(grant)
            ? before
            : new Fetched(
                new TokenSource(
                    backend,
                    grant,
                    fetches,
                    before instanceof Fetched(TokenSource source) ? source : null));
      }
    };
  }

  private static Fixed authorization(String scheme, String value) {
    return new Fixed(new CredentialEdit.Header(Headers.AUTHORIZATION, scheme + value));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(SecretEntry entry, Secrets secrets) {
    return secrets.entry(entry).value();
  }
}
