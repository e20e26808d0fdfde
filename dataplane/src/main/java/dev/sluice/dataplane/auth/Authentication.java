package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.cors.Handshakes;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.CredentialPlace;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks. The first provider whose credential a request carries decides; a bad one is
 * never rescued by another. A token that names another issuer, or none, is not bad yet: the
 * providers of tokens that follow are asked, and no others.
 */
public final class Authentication implements HttpHandler {
  private final List<Provider> providers;
  private final Challenges challenges;
  private final boolean optional;
  private final Handshakes handshakes;
  private final HttpHandler next;

  /**
   * @param optional whether a request without any credential passes, without a name
   * @param handshakes which pages may use credentials that they do not have themselves
   */
  public Authentication(
      Challenges challenges, boolean optional, Handshakes handshakes, HttpHandler next) {
    this.providers = challenges.providers();
    this.challenges = challenges;
    this.optional = optional;
    this.handshakes = handshakes;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    ask(exchange, RequestContext.of(exchange));
  }

  private void ask(HttpServerExchange exchange, RequestContext context) throws Exception {
    Provider stranger = null;
    String why = "";
    for (Provider provider : providers) {
      Authenticator authenticator = provider.authenticator();
      if (stranger != null && !authenticator.isPeerOf(stranger.authenticator())) {
        continue;
      }
      Outcome outcome = authenticator.authenticate(exchange, context);
      if (outcome instanceof Outcome.Foreign(String reason)) {
        stranger = provider;
        why = reason;
      } else if (!(outcome instanceof Outcome.Absent)) {
        decided(exchange, context, provider, authenticator, outcome);
        return;
      }
    }
    if (stranger != null) {
      decided(exchange, context, stranger, stranger.authenticator(), new Outcome.Refused(why));
    } else if (optional) {
      for (int i = 0; i < providers.size(); i++) {
        Places places = providers.get(i).authenticator().places();
        if (places.first(exchange) != null) {
          // It is no credential of a client there, and a backend would take it for the gateway's.
          places.strip(exchange);
        }
      }
      next.handleRequest(exchange);
    } else {
      challenges.refuse(exchange, context, "no credential");
    }
  }

  /**
   * @param judge the provider as it was when it saw the credential: it knows where that stands,
   *     while the provider may have become another meanwhile
   */
  private void decided(
      HttpServerExchange exchange,
      RequestContext context,
      Provider provider,
      Authenticator judge,
      Outcome outcome)
      throws Exception {
    context.provider(provider.name());
    new Verdict(challenges, provider, (passed, identity) -> goOn(passed, context, judge, identity))
        .give(exchange, context, outcome);
  }

  /**
   * @param identity null for nobody in particular
   */
  private void goOn(
      HttpServerExchange exchange,
      RequestContext context,
      Authenticator judge,
      @Nullable Identity identity)
      throws Exception {
    if (handshakes.keepOutWithCredentials(exchange) && judge.isAmbient(exchange)) {
      String detail = "a WebSocket of another site's page, with its user's credential";
      AccessDecision.refused(FailureKind.CORS_REFUSED, detail).tell(exchange, context);
      context.reply(exchange, FailureKind.CORS_REFUSED, detail);
      return;
    }
    stripUnproven(exchange, judge.places());
    judge.strip(exchange, context);
    if (identity != null) {
      context.identity(identity);
      for (IdentityHeader header : identity.headers()) {
        exchange.getRequestHeaders().put(header.name(), header.value());
      }
    }
    next.handleRequest(exchange);
  }

  /**
   * A backend that leaves it to the gateway to ask who clients are must not read from another
   * credential, which nobody has looked at, that they are somebody else.
   */
  private void stripUnproven(HttpServerExchange exchange, Places mine) {
    if (providers.size() == 1 && mine.isOne()) {
      return;
    }
    CredentialPlace proven = mine.first(exchange);
    mine.stripBut(exchange, proven);
    for (int i = 0; i < providers.size(); i++) {
      providers.get(i).authenticator().places().stripBut(exchange, proven);
    }
  }

  @Override
  public String toString() {
    return "authentication(" + providers + (optional ? ", optional" : "") + ")";
  }
}
