package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.List;

/**
 * People who log in with a browser. A session that was seen before costs one look-up. The paths of
 * the callback and of the logout are answered here, whatever rule they come to.
 */
public final class OidcAuthenticator implements Authenticator {
  /** RFC 9110 wants a challenge in every 401; no browser knows what to do with this one. */
  private static final String CHALLENGE = "Cookie realm=\"gateway\"";

  private final Relying relying;
  private final List<byte[]> secrets;
  private final Logins logins;
  private final Sessions sessions;
  private final Callback callback;
  private final Logout logout;
  private final Places places;

  OidcAuthenticator(Relying relying, List<byte[]> secrets) {
    this.relying = relying;
    this.secrets = List.copyOf(secrets);
    Rounds rounds = new Rounds(relying);
    this.logins = new Logins(relying, rounds);
    this.sessions = new Sessions(relying, logins);
    this.callback = new Callback(relying, rounds, sessions);
    this.logout = new Logout(relying, sessions);
    this.places =
        relying.section().forwardAccessToken()
            ? new Places(List.of(new CredentialPlace.Header("authorization", "")))
            : Places.NONE;
  }

  /** Whether it would be the same if it were made anew. */
  boolean isOf(
      IdentityProvider.Oidc section,
      Issuer issuer,
      Client client,
      List<byte[]> otherSecrets,
      RevocationCheck revocation) {
    boolean sameSecrets = secrets.size() == otherSecrets.size();
    for (int i = 0; sameSecrets && i < secrets.size(); i++) {
      sameSecrets = Arrays.equals(secrets.get(i), otherSecrets.get(i));
    }
    return sameSecrets
        && relying.section().equals(section)
        && relying.issuer() == issuer
        && relying.revocation() == revocation
        && relying.client().equals(client);
  }

  /**
   * The same with some of the secrets of its cookies; the very same if they are all.
   *
   * @param left none: no session is good, and nobody logs in
   */
  public OidcAuthenticator only(List<byte[]> left) {
    List<byte[]> both =
        secrets.stream()
            .filter(each -> left.stream().anyMatch(other -> Arrays.equals(each, other)))
            .toList();
    return both.size() == secrets.size() ? this : new OidcAuthenticator(relying.with(both), both);
  }

  Client client() {
    return relying.client();
  }

  OidcView view() {
    return relying.issuer().view(sessions.remembered());
  }

  @Override
  public Outcome authenticate(HttpServerExchange exchange, RequestContext context) {
    String path = context.path();
    if (path.equals(relying.section().redirectPath())) {
      return callback.answer(exchange, context);
    }
    if (path.equals(relying.section().logoutPath())) {
      return logout.answer(exchange, context);
    }
    return context.heldCookies().isEmpty()
        ? Outcome.ABSENT
        : sessions.judge(Browser.of(exchange, context), Logins.Wish.of(exchange, context));
  }

  @Override
  public Outcome invite(HttpServerExchange exchange, RequestContext context) {
    Logins.Wish wish = Logins.Wish.of(exchange, context);
    return wish.navigates()
        ? logins.begin(Browser.of(exchange, context), wish, "no session")
        : Outcome.ABSENT;
  }

  @Override
  public String challenge(boolean refused) {
    return CHALLENGE;
  }

  @Override
  public void strip(HttpServerExchange exchange, RequestContext context) {
    // Its cookies are out of every request before anybody looks at it.
    places.strip(exchange);
  }

  /** Nobody's credential, but where a backend takes what it finds for the token of the session. */
  @Override
  public Places places() {
    return places;
  }

  @Override
  public String toString() {
    return "oidc(" + relying.section().name() + ")";
  }
}
