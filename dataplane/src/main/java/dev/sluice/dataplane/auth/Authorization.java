package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.auth.authorization.RuleCheck;
import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/**
 * Decides whether whoever asks may. All rules must hold. Who has no name holds none of them, and
 * learns how to get one; who has one and may not is told so.
 */
public final class Authorization implements HttpHandler {
  private final RuleCheck[] rules;
  private final Challenges challenges;
  private final HttpHandler next;

  public Authorization(List<RuleCheck> rules, Challenges challenges, HttpHandler next) {
    this.rules = rules.toArray(RuleCheck[]::new);
    this.challenges = challenges;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    Identity identity = context.identity();
    if (identity == null ? mayBeNobody(exchange, context) : mayPass(exchange, context, identity)) {
      next.handleRequest(exchange);
    }
  }

  private boolean mayBeNobody(HttpServerExchange exchange, RequestContext context)
      throws Exception {
    for (RuleCheck rule : rules) {
      String detail = rule.place() + ": no credential";
      if (!rule.isShadow()) {
        challenges.refuse(exchange, context, detail);
        return false;
      }
      AccessDecision.wouldRefuse(FailureKind.UNAUTHENTICATED, detail).tell(exchange, context);
    }
    return true;
  }

  private boolean mayPass(HttpServerExchange exchange, RequestContext context, Identity identity) {
    for (RuleCheck rule : rules) {
      String lack = rule.lackOf(identity);
      if (lack != null) {
        if (!rule.isShadow()) {
          context.reply(exchange, FailureKind.FORBIDDEN, lack);
          return false;
        }
        AccessDecision.wouldRefuse(FailureKind.FORBIDDEN, lack).tell(exchange, context);
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "authorization(" + List.of(rules) + ")";
  }
}
