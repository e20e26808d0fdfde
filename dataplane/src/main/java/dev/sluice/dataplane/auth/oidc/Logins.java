package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.HeldCookie;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.OwnAnswer;
import io.undertow.server.HttpServerExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sends people to the issuer (OpenID Connect Core 1.0, section 3.1.2). */
final class Logins {
  /** Of one browser at a time: each has a cookie, and the oldest gives way. */
  private static final int MOST_AT_ONCE = 5;

  private static final int LONGEST_TARGET = 2_048;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Relying relying;
  private final Rounds rounds;

  Logins(Relying relying, Rounds rounds) {
    this.relying = relying;
    this.rounds = rounds;
  }

  /**
   * Where a person wants to go, and what for.
   *
   * @param target path and query
   * @param navigates whether they would see another page in its place
   */
  record Wish(String target, boolean navigates) {
    static Wish of(HttpServerExchange exchange, RequestContext context) {
      return new Wish(target(exchange, context), Browser.isNavigation(exchange));
    }

    /** In the form that was matched: on the same host, whatever somebody wrote. */
    private static String target(HttpServerExchange exchange, RequestContext context) {
      String path = context.path();
      String query = exchange.getQueryString();
      String whole = query.isEmpty() ? path : path + "?" + query;
      boolean keeps = whole.length() <= LONGEST_TARGET && isPlain(whole);
      String target = keeps ? whole : isPlain(path) ? path : "/";
      return target.length() <= LONGEST_TARGET ? target : "/";
    }

    private static boolean isPlain(String target) {
      return target.startsWith("/")
          && !target.startsWith("//")
          && target
              .chars()
              .allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>');
    }
  }

  /**
   * @param why there is no session, for the logs
   */
  Outcome begin(Browser browser, Wish wish, String why) {
    if (!relying.isSafe(browser)) {
      return new Outcome.Refused(
          why
              + ", and nobody logs in over plain http (behind a proxy that ends TLS, give"
              + " clientAddress.trustedHops)");
    }
    if (!relying.logins().canClose()) {
      return new Outcome.Refused(why + ", and nobody logs in without the secrets of the cookies");
    }
    return relying.issuer().withKnown(known -> sendAway(browser, wish, why, known.metadata()));
  }

  private Outcome sendAway(Browser browser, Wish wish, String why, ProviderMetadata metadata) {
    if (rounds.areTooMany(browser)) {
      return new Outcome.Refused(
          why + ", time and again: the browser does not bring back the session that it gets");
    }
    Login login =
        new Login(
            relying.randomText(),
            relying.randomText(),
            relying.randomText(),
            browser.origin(),
            wish.target(),
            relying.seconds());
    String location =
        new Form(metadata.authorizationEndpoint())
            .add("response_type", "code")
            .add("client_id", relying.client().id())
            .add("redirect_uri", relying.redirect(browser))
            .add("scope", String.join(" ", relying.section().scopes()))
            .add("state", login.state())
            .add("nonce", login.nonce())
            .add("code_challenge", challenge(login.verifier()))
            .add("code_challenge_method", "S256")
            .toString();
    List<AnswerField> fields = new ArrayList<>(Relying.fields(location));
    fields.add(
        relying.jar().writeLogin(browser, login.state(), relying.logins().close(Parts.of(login))));
    fields.addAll(oldOnes(browser));
    relying.issuer().tally().loginsBegun.increment();
    return new Outcome.Answer(
        AccessDecision.refused(
            FailureKind.UNAUTHENTICATED,
            relying.section().name() + ": " + why + ", sent to log in"),
        Optional.empty(),
        OwnAnswer.empty(302, fields));
  }

  /** RFC 7636, section 4.2. */
  private static String challenge(String verifier) {
    try {
      return BASE64.encodeToString(
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private List<AnswerField> oldOnes(Browser browser) {
    List<HeldCookie> cookies = relying.jar().logins(browser);
    if (cookies.size() < MOST_AT_ONCE) {
      return List.of();
    }
    return cookies.stream()
        .filter(each -> HttpNames.isToken(each.name()))
        .sorted(Comparator.comparingLong(this::begun).reversed())
        .skip(MOST_AT_ONCE - 1)
        .map(each -> relying.jar().removal(browser, each.name()))
        .toList();
  }

  private long begun(HeldCookie cookie) {
    byte[] bytes = relying.logins().open(Jar.sealed(cookie));
    Login login = bytes == null ? null : Parts.login(bytes);
    return login == null ? 0 : login.begun();
  }
}
