package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.oidc.Issuer.Known;
import dev.sluice.dataplane.auth.oidc.OpenSessions.Opened;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.OwnAnswer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * People come back from the issuer (OpenID Connect Core 1.0, sections 3.1.2.5 to 3.1.3.7). Only
 * what this browser began is gone on with, once, and on the host where it began.
 */
final class Callback {
  private static final int LONGEST_CODE = 4_096;

  private static final Set<String> SECRET = Set.of("code", "state");

  /** Then it is no answer, and another try may get one (RFC 6749, section 4.1.2.1). */
  private static final Set<String> TEMPORARY = Set.of("server_error", "temporarily_unavailable");

  /** Those that may be repeated: anything else in the place could be anything. */
  private static final Set<String> ERRORS =
      Set.of(
          "access_denied",
          "account_selection_required",
          "consent_required",
          "interaction_required",
          "invalid_request",
          "invalid_scope",
          "login_required",
          "server_error",
          "temporarily_unavailable",
          "unauthorized_client",
          "unsupported_response_type");

  private final Relying relying;
  private final Rounds rounds;
  private final Sessions sessions;

  Callback(Relying relying, Rounds rounds, Sessions sessions) {
    this.relying = relying;
    this.rounds = rounds;
    this.sessions = sessions;
  }

  Outcome answer(HttpServerExchange exchange, RequestContext context) {
    Browser browser = Browser.of(exchange, context);
    // Good once and for this client only; all the same no log is to have them.
    context.secretParameters(
        Stream.concat(context.secretParameters().stream(), SECRET.stream())
            .collect(Collectors.toUnmodifiableSet()));
    if (!exchange.getRequestMethod().equals(Methods.GET)) {
      return new Outcome.Refused("a login comes back with another method than GET");
    }
    try {
      Returned returned = read(exchange.getQueryString(), browser);
      return relying.issuer().withKnown(known -> checked(browser, returned, known));
    } catch (LoginRefused e) {
      relying.issuer().tally().loginsFailed.increment();
      return Relying.refusal(e);
    }
  }

  /**
   * What a browser brings.
   *
   * @param error empty if there is none
   */
  private record Returned(Login login, String code, String error, @Nullable String issuer) {}

  private Returned read(String query, Browser browser) throws LoginRefused {
    String state = Form.parameter(query, "state");
    if (state == null || state.length() > 128 || !HttpNames.isToken(state)) {
      throw LoginRefused.atFault("the callback has no state of ours");
    }
    String sealed = relying.jar().login(browser, state);
    if (sealed == null) {
      throw LoginRefused.atFault("the callback is of no login that this browser began");
    }
    byte[] bytes = relying.logins().open(sealed);
    Login login = bytes == null ? null : Parts.login(bytes);
    if (login == null || !TokenEndpoint.isSame(login.state(), state)) {
      throw LoginRefused.atFault("the callback's state is not that of its login");
    }
    if (!login.origin().equals(browser.origin())) {
      throw LoginRefused.atFault("the callback is on another host than its login");
    }
    if (login.isOver(relying.seconds())) {
      throw LoginRefused.atFault("the login took too long");
    }
    String code = Form.parameter(query, "code");
    String error = Form.parameter(query, "error");
    return new Returned(
        login,
        code == null ? "" : code,
        error == null ? "" : error.isEmpty() ? "an unknown error" : error,
        Form.parameter(query, "iss"));
  }

  private Outcome checked(Browser browser, Returned returned, Known known) {
    Login login = returned.login();
    try {
      boolean named = returned.issuer() != null;
      if (named
          ? !relying.section().issuer().equals(returned.issuer())
          : known.metadata().namesItself()) {
        throw LoginRefused.atFault("the callback is of another issuer");
      }
      if (!returned.error().isEmpty()) {
        String said = ERRORS.contains(returned.error()) ? returned.error() : "an unknown error";
        String why = "the issuer says " + said;
        throw TEMPORARY.contains(said) ? LoginRefused.atPresent(why) : LoginRefused.atFault(why);
      }
      String code = returned.code();
      if (code.isEmpty()
          || code.length() > LONGEST_CODE
          || code.chars().anyMatch(c -> c < ' ' || c >= 0x7f)) {
        throw LoginRefused.atFault("the callback has no code");
      }
      if (!relying.issuer().used().add(login.state(), relying.seconds())) {
        throw LoginRefused.atFault("the callback was used before");
      }
      return new Outcome.Later(
          relying
              .issuer()
              .<Outcome>ask(
                  browser.address(),
                  () -> finish(browser, login, code, known),
                  () -> {
                    relying.issuer().used().remove(login.state());
                    return new Outcome.Unavailable("too many logins at a time");
                  }));
    } catch (LoginRefused e) {
      return failed(browser, login, e);
    }
  }

  /** On a thread that may block. */
  private Outcome finish(Browser browser, Login login, String code, Known known) {
    try {
      TokenReply reply =
          relying
              .tokens()
              .exchange(
                  known.metadata(),
                  known.keys(),
                  login,
                  code,
                  relying.redirect(browser),
                  relying.clock().getAsLong());
      Session session = relying.session(relying.randomText(), browser, relying.seconds(), reply);
      Opened opened = relying.opened(session);
      if (opened == null) {
        throw LoginRefused.atFault("the ID token has no claims");
      }
      if (relying.takenBack(opened) instanceof Outcome.Refused(String reason)) {
        throw LoginRefused.atFault(reason);
      }
      List<AnswerField> cookies = new ArrayList<>(relying.write(browser, relying.written(session)));
      sessions.replaced(browser);
      cookies.add(relying.jar().removeLogin(browser, login.state()));
      cookies.add(rounds.more(browser));
      relying.issuer().tally().loginsDone.increment();
      return new Outcome.Answer(
          AccessDecision.PASSED,
          Optional.of(opened.known().identity()),
          back(browser, login, cookies));
    } catch (LoginRefused e) {
      if (e.isTemporary()) {
        relying.issuer().used().remove(login.state());
      }
      return failed(browser, login, e);
    }
  }

  /** While the issuer cannot answer, the login stays: the page may be loaded again. */
  private Outcome failed(Browser browser, Login login, LoginRefused refused) {
    relying.issuer().tally().loginsFailed.increment();
    Outcome outcome = Relying.refusal(refused);
    return refused.isTemporary()
        ? outcome
        : new Outcome.Telling(
            () -> List.of(relying.jar().removeLogin(browser, login.state())), outcome);
  }

  private OwnAnswer back(Browser browser, Login login, List<AnswerField> cookies) {
    String location = browser.origin() + login.target();
    if (relying.section().sameSiteStrict()) {
      // Behind a redirect of another site the cookie would not come along.
      List<AnswerField> fields = new ArrayList<>(Relying.fields(""));
      fields.addAll(cookies);
      return Pages.onwards(location, fields);
    }
    List<AnswerField> fields = new ArrayList<>(Relying.fields(location));
    fields.addAll(cookies);
    return OwnAnswer.empty(302, fields);
  }
}
