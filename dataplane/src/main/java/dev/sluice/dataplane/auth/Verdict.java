package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.handler.Later;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.AnswerField;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.SharedCaches;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of what a provider thinks of a request: it is answered, now or later, or goes on.
 *
 * @param challenges for whoever is refused
 * @param passed what to do for a client that may go on
 */
record Verdict(Challenges challenges, Provider provider, Passed passed) {
  /** The request goes on. */
  interface Passed {
    /**
     * @param identity null for nobody in particular
     */
    void handle(HttpServerExchange exchange, @Nullable Identity identity) throws Exception;
  }

  void give(HttpServerExchange exchange, RequestContext context, Outcome outcome) throws Exception {
    switch (outcome) {
      case Outcome.Known(Identity identity) -> passed.handle(exchange, identity);
      case Outcome.Refused(String reason) -> {
        challenges.add(exchange, provider);
        context.reply(exchange, FailureKind.UNAUTHENTICATED, provider + ": " + reason);
      }
      case Outcome.Unavailable(String reason) -> {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        context.reply(exchange, FailureKind.AUTHENTICATION_UNAVAILABLE, provider + ": " + reason);
      }
      case Outcome.Unnamed(String reason) -> {
        // What is let through because nobody could say no is told to those who look for it later.
        AccessDecision.wouldRefuse(FailureKind.AUTHENTICATION_UNAVAILABLE, provider + ": " + reason)
            .tell(exchange, context);
        passed.handle(exchange, null);
      }
      case Outcome.Failed(FailureKind kind, String reason) ->
          context.reply(exchange, kind, provider + ": " + reason);
      case Outcome.Answer answer -> {
        answer.identity().ifPresent(context::identity);
        answer.decision().tell(exchange, context);
        answer.answer().send(exchange);
      }
      case Outcome.Telling(var fields, Outcome inner) -> {
        // Not before: fields of a backend stand beside them, they are not in their place.
        exchange.addResponseCommitListener(
            answer -> tell(answer.getResponseHeaders(), fields.get()));
        give(exchange, context, inner);
      }
      case Outcome.Later(CompletionStage<Outcome> later) ->
          Later.await(
              exchange,
              later,
              (again, known, failure) ->
                  give(
                      again,
                      context,
                      known == null ? new Outcome.Unavailable(String.valueOf(failure)) : known));
      case Outcome.Absent absent ->
          throw new IllegalStateException(provider + " had seen a credential and has it no more");
      case Outcome.Foreign foreign ->
          throw new IllegalStateException(provider + " had taken a credential for its own");
    }
  }

  private static void tell(HeaderMap answer, List<AnswerField> fields) {
    boolean ofOnePerson = false;
    for (AnswerField field : fields) {
      answer.add(field.name(), field.value());
      ofOnePerson |= field.name().equals(Headers.SET_COOKIE);
    }
    if (ofOnePerson) {
      SharedCaches.forbid(answer);
    }
  }
}
