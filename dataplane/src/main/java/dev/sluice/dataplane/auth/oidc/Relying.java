package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.jwt.TokenVerification;
import dev.sluice.dataplane.auth.oidc.NewestCookies.Written;
import dev.sluice.dataplane.auth.oidc.OpenSessions.Opened;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.revocation.RevocableToken;
import dev.sluice.dataplane.auth.revocation.RevocationCheck;
import dev.sluice.dataplane.auth.token.TokenOwner;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a client of one issuer (a relying party, in its words): what logins, sessions and
 * logouts of one provider have in common.
 *
 * @param revocation knows which tokens were taken back
 * @param sessions seals them
 * @param logins likewise
 * @param rounds likewise
 * @param clock milliseconds since the epoch
 */
record Relying(
    IdentityProvider.Oidc section,
    Issuer issuer,
    TokenEndpoint tokens,
    Client client,
    RevocationCheck revocation,
    Jar jar,
    Seal sessions,
    Seal logins,
    Seal rounds,
    TokenOwner owner,
    SecureRandom random,
    LongSupplier clock) {
  private static final HttpString REFERRER_POLICY = HttpString.tryFromString("Referrer-Policy");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  static Relying of(
      IdentityProvider.Oidc section,
      Issuer issuer,
      Client client,
      RevocationCheck revocation,
      OidcFetches fetches,
      List<byte[]> secrets,
      String dataPlane,
      LongSupplier clock) {
    SecureRandom random = new SecureRandom();
    // Sessions that were begun with another issuer, or by another client, are not this one's.
    String bound = String.join("\n", dataPlane, section.name(), section.issuer(), client.id());
    return new Relying(
        section,
        issuer,
        new TokenEndpoint(client, fetches),
        client,
        revocation,
        new Jar(section.cookieName(), section.sameSiteStrict()),
        new Seal(secrets, "session\n" + bound, random),
        new Seal(secrets, "login\n" + bound, random),
        new Seal(secrets, "rounds\n" + bound, random),
        new TokenOwner(section.name(), section.claims(), section.claimHeaders()),
        random,
        clock);
  }

  /** The same with other secrets. */
  Relying with(List<byte[]> secrets) {
    return new Relying(
        section,
        issuer,
        tokens,
        client,
        revocation,
        jar,
        sessions.with(secrets),
        logins.with(secrets),
        rounds.with(secrets),
        owner,
        random,
        clock);
  }

  long seconds() {
    return clock.getAsLong() / 1_000;
  }

  String randomText() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  String redirect(Browser browser) {
    return browser.origin() + section.redirectPath();
  }

  /** Whether sessions may be begun there: over plain http others could take them. */
  boolean isSafe(Browser browser) {
    return browser.secure() || section.allowInsecure();
  }

  /** What every answer of a login has. */
  static List<AnswerField> fields(String location) {
    List<AnswerField> fields = new ArrayList<>();
    fields.add(new AnswerField(Headers.CACHE_CONTROL, "no-store"));
    // Codes and tokens stand in addresses; a form of the gateway's own says where it is from.
    fields.add(
        new AnswerField(REFERRER_POLICY, location.isEmpty() ? "same-origin" : "no-referrer"));
    if (!location.isEmpty()) {
      fields.add(new AnswerField(Headers.LOCATION, location));
    }
    return fields;
  }

  /** What it means, once it is decrypted or new; null if its claims cannot be read. */
  @Nullable Opened opened(Session session) {
    Map<String, @Nullable Object> claims = TokenVerification.claims(session.idToken());
    return claims == null
        ? null
        : new Opened(
            session,
            new Outcome.Known(identity(session, claims)),
            revocation.isOn()
                ? RevocableToken.ofSession(
                    section.name(),
                    session.idToken(),
                    claims,
                    session.begun(),
                    session.accessHash())
                : null);
  }

  /** Null if none of the tokens of the session was taken back. */
  @Nullable Outcome takenBack(Opened opened) {
    RevocableToken names = opened.names();
    return names == null ? null : revocation.whyNot(names);
  }

  private Identity identity(Session session, Map<String, @Nullable Object> claims) {
    Identity identity = owner.of(claims);
    if (session.accessToken().isEmpty()) {
      return identity;
    }
    List<IdentityHeader> headers = new ArrayList<>(identity.headers());
    headers.add(new IdentityHeader(Headers.AUTHORIZATION, "Bearer " + session.accessToken()));
    return new Identity(
        identity.provider(),
        identity.user(),
        identity.tenant(),
        identity.roles(),
        identity.scopes(),
        identity.permissions(),
        identity.attributes(),
        headers);
  }

  /** The session with the tokens that the issuer gave for it. */
  Session session(String id, Browser browser, long begun, TokenReply reply) {
    long now = seconds();
    return new Session(
        id,
        browser.host(),
        begun,
        now,
        reply.idToken(),
        section.forwardAccessToken() ? reply.accessToken() : "",
        now,
        reply.seconds() == 0 ? 0 : now + reply.seconds(),
        reply.refreshToken(),
        revocation.isOn() ? RevocableToken.hash(reply.accessToken()) : "");
  }

  /** So long a browser keeps its cookie. */
  long keptFor(Session session) {
    long left = end(session) - seconds();
    return Math.max(1, Math.min(left, section.idleTimeoutSeconds()));
  }

  /** The session, for its cookies. */
  Written written(Session session) {
    return new Written(session, sessions.close(Parts.of(session)));
  }

  /** From now on no answer brings older ones. */
  void remember(Written written) {
    issuer.cookies().add(written, seconds(), end(written.session()));
  }

  /** When it is over at the latest. */
  long end(Session session) {
    return session.begun() + section.sessionLifetimeSeconds();
  }

  List<AnswerField> write(Browser browser, Written written) throws LoginRefused {
    return jar.writeSession(browser, written.sealed(), keptFor(written.session()));
  }

  /** What is said of somebody at fault, or of an issuer that is. */
  static Outcome refusal(LoginRefused refused) {
    return refused.isTemporary()
        ? new Outcome.Unavailable(refused.reason())
        : new Outcome.Refused(refused.reason());
  }

  @Override
  public String toString() {
    return "login with " + section.name();
  }
}
