package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.place.Places;
import dev.sluice.dataplane.auth.provider.Authenticator;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.handler.ErrorBoundary;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.identity.IdentityHeader;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.CredentialPlace;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out who asks. The first provider whose credential a request carries decides; a bad one is
 * never rescued by another. A token that names another issuer, or none, is not bad yet: the
 * providers of tokens that follow are asked, and no others.
 */
public final class Authentication implements HttpHandler {
  private final List<Provider> providers;
  private final Challenges challenges;
  private final boolean optional;
  private final HttpHandler next;

  /**
   * @param optional whether a request without any credential passes, without a name
   */
  public Authentication(Challenges challenges, boolean optional, HttpHandler next) {
    this.providers = challenges.providers();
    this.challenges = challenges;
    this.optional = optional;
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
      next.handleRequest(exchange);
    } else {
      challenges.add(exchange, null);
      context.reply(exchange, FailureKind.UNAUTHENTICATED, "no credential");
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
    switch (outcome) {
      case Outcome.Known(Identity identity) -> {
        stripUnproven(exchange, judge.places());
        judge.strip(exchange, context);
        context.identity(identity);
        for (IdentityHeader header : identity.headers()) {
          exchange.getRequestHeaders().put(header.name(), header.value());
        }
        next.handleRequest(exchange);
      }
      case Outcome.Refused(String reason) -> {
        challenges.add(exchange, provider);
        context.reply(exchange, FailureKind.UNAUTHENTICATED, provider + ": " + reason);
      }
      case Outcome.Unavailable(String reason) ->
          context.reply(exchange, FailureKind.AUTHENTICATION_UNAVAILABLE, provider + ": " + reason);
      case Outcome.Later(CompletionStage<Outcome> later) ->
          await(exchange, context, provider, judge, later);
      case Outcome.Absent absent ->
          throw new IllegalStateException(provider + " had seen a credential and has it no more");
      case Outcome.Foreign foreign ->
          throw new IllegalStateException(provider + " had taken a credential for its own");
    }
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

  /** Once the stack of handlers is left: until then the exchange must not go on elsewhere. */
  private void await(
      HttpServerExchange exchange,
      RequestContext context,
      Provider provider,
      Authenticator judge,
      CompletionStage<Outcome> later) {
    AtomicBoolean over = new AtomicBoolean();
    exchange.addExchangeCompleteListener(
        (HttpServerExchange ended, ExchangeCompletionListener.NextListener after) -> {
          over.set(true);
          after.proceed();
        });
    exchange.dispatch(
        exchange.isInIoThread() ? SameThreadExecutor.INSTANCE : exchange.getIoThread(),
        () ->
            later.whenComplete(
                (outcome, failure) ->
                    exchange
                        .getIoThread()
                        .execute(
                            () -> {
                              if (!over.get()) {
                                Outcome known =
                                    failure == null
                                        ? outcome
                                        : new Outcome.Unavailable(failure.toString());
                                exchange.dispatch(
                                    SameThreadExecutor.INSTANCE,
                                    new ErrorBoundary(
                                        again -> decided(again, context, provider, judge, known)));
                              }
                            })));
  }

  @Override
  public String toString() {
    return "authentication(" + providers + (optional ? ", optional" : "") + ")";
  }
}
