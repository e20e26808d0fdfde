package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.jwt.TokenVerification;
import dev.sluice.dataplane.auth.jwt.TokenVerification.Rejected;
import dev.sluice.dataplane.auth.jwt.TokenVerification.Verified;
import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.fetch.FetchRefused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks an issuer for tokens and believes of them what is proven (OpenID Connect Core 1.0, sections
 * 3.1.3 and 12). Blocks.
 */
final class TokenEndpoint {
  private static final long SKEW_SECONDS = 30;

  private final Client client;
  private final OidcFetches fetches;
  private final TokenVerification verification;

  TokenEndpoint(Client client, OidcFetches fetches) {
    this.client = client;
    this.fetches = fetches;
    this.verification =
        new TokenVerification(client.issuer(), client.id(), List.of("sub", "iat"), SKEW_SECONDS);
  }

  /** Tokens for a code that a browser has brought. */
  TokenReply exchange(
      ProviderMetadata metadata,
      KeySource keys,
      Login login,
      String code,
      String redirect,
      long nowMillis)
      throws LoginRefused {
    TokenReply reply =
        ask(
            metadata,
            new Form()
                .add("grant_type", "authorization_code")
                .add("code", code)
                .add("redirect_uri", redirect)
                .add("code_verifier", login.verifier()));
    if (reply.idToken().isEmpty()) {
      throw LoginRefused.atFault("the token endpoint gives no id_token");
    }
    Map<String, @Nullable Object> claims = verified(metadata, keys, reply, nowMillis);
    if (!(claims.get("nonce") instanceof String nonce) || !isSame(nonce, login.nonce())) {
      throw LoginRefused.atFault("the ID token is of another login");
    }
    return reply;
  }

  /**
   * New tokens for a session.
   *
   * @return with the ID token and the refresh token of the session where it has no newer ones
   */
  TokenReply refresh(ProviderMetadata metadata, KeySource keys, Session session, long nowMillis)
      throws LoginRefused {
    TokenReply reply =
        ask(
            metadata,
            new Form()
                .add("grant_type", "refresh_token")
                .add("refresh_token", session.refreshToken()));
    String refreshToken =
        reply.refreshToken().isEmpty() ? session.refreshToken() : reply.refreshToken();
    if (reply.idToken().isEmpty()) {
      return new TokenReply(session.idToken(), reply.accessToken(), refreshToken, reply.seconds());
    }
    Map<String, @Nullable Object> now = verified(metadata, keys, reply, nowMillis);
    Map<String, @Nullable Object> before = TokenVerification.claims(session.idToken());
    if (before == null
        || !(before.get("sub") instanceof String who && who.equals(now.get("sub")))
        || now.get("nonce") instanceof String nonce && !nonce.equals(before.get("nonce"))) {
      throw LoginRefused.atFault("the refreshed ID token is of somebody else");
    }
    return new TokenReply(reply.idToken(), reply.accessToken(), refreshToken, reply.seconds());
  }

  private TokenReply ask(ProviderMetadata metadata, Form form) throws LoginRefused {
    if (metadata.secretInForm()) {
      form.add("client_id", client.id()).add("client_secret", client.secret());
    }
    try {
      return TokenReply.read(
          fetches.ask(
              metadata.tokenEndpoint(),
              form.toString(),
              metadata.secretInForm() ? "" : client.basic(),
              client.authorities()));
    } catch (FetchRefused e) {
      throw LoginRefused.atPresent(e.cause());
    }
  }

  private Map<String, @Nullable Object> verified(
      ProviderMetadata metadata, KeySource keys, TokenReply reply, long nowMillis)
      throws LoginRefused {
    Verified token;
    try {
      token = verification.verify(reply.idToken(), keys, metadata.algorithms(), nowMillis);
    } catch (Rejected e) {
      throw e.keysAreMissing()
          ? LoginRefused.atPresent(e.reason())
          : LoginRefused.atFault("the ID token: " + e.reason());
    }
    Map<String, @Nullable Object> claims = token.claims();
    Object party = claims.get("azp");
    boolean several = claims.get("aud") instanceof Collection<?> all && all.size() > 1;
    if (party == null ? several : !client.id().equals(party)) {
      throw LoginRefused.atFault("the ID token is for another client");
    }
    Object hash = claims.get("at_hash");
    if (hash != null && !hash.equals(hash(reply.accessToken(), token.algorithm()))) {
      throw LoginRefused.atFault("the ID token is for another access token");
    }
    return claims;
  }

  /** OpenID Connect Core 1.0, section 3.1.3.6. */
  private static String hash(String accessToken, String algorithm) {
    String digest =
        algorithm.endsWith("256") ? "SHA-256" : algorithm.endsWith("384") ? "SHA-384" : "SHA-512";
    try {
      byte[] whole =
          MessageDigest.getInstance(digest).digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(whole, whole.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-2", e);
    }
  }

  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
