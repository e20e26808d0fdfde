package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.oidc.OpenSessions.Opened;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.OwnAnswer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a session here and at the issuer (OpenID Connect RP-Initiated Logout 1.0), if it is the
 * person who wants it.
 */
final class Logout {
  /** Servers take no longer targets. */
  private static final int LONGEST_HINT = 4_096;

  private final Relying relying;
  private final Sessions sessions;

  Logout(Relying relying, Sessions sessions) {
    this.relying = relying;
    this.sessions = sessions;
  }

  Outcome answer(HttpServerExchange exchange, RequestContext context) {
    HttpString method = exchange.getRequestMethod();
    boolean reads = method.equals(Methods.GET) || method.equals(Methods.HEAD);
    if (!reads && !method.equals(Methods.POST)) {
      return new Outcome.Refused("a logout with another method than GET and POST");
    }
    Browser browser = Browser.of(exchange, context);
    if (method.equals(Methods.HEAD) || !browser.isOwnWish(exchange)) {
      return reads
          ? new Outcome.Answer(
              AccessDecision.PASSED,
              Optional.empty(),
              Pages.logout(relying.section().logoutPath(), Relying.fields("")))
          : new Outcome.Refused("another site wants the person to be logged out");
    }
    Opened ended = sessions.end(browser);
    if (ended != null) {
      relying.issuer().tally().logouts.increment();
    }
    List<AnswerField> fields = new ArrayList<>(Relying.fields(location(browser, ended)));
    fields.addAll(relying.jar().removeAll(browser));
    return new Outcome.Answer(
        AccessDecision.PASSED,
        Optional.ofNullable(ended).map(each -> each.known().identity()),
        OwnAnswer.empty(303, fields));
  }

  private String location(Browser browser, @Nullable Opened ended) {
    String after = browser.origin() + relying.section().postLogoutPath();
    Issuer.Known known = relying.issuer().known();
    Optional<String> endpoint =
        known == null ? Optional.empty() : known.metadata().endSessionEndpoint();
    if (ended == null || endpoint.isEmpty()) {
      return after;
    }
    Form location = new Form(endpoint.get());
    String hint = ended.session().idToken();
    if (hint.length() <= LONGEST_HINT) {
      location.add("id_token_hint", hint);
    }
    return location
        .add("client_id", relying.client().id())
        .add("post_logout_redirect_uri", after)
        .toString();
  }
}
