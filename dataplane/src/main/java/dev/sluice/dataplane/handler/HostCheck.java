package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.HostName;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;

/**
 * Exactly one {@code Host} (HTTP/1.0 may have none), a DNS name or literal address with an optional
 * port; noted in the form that routes are matched with.
 */
public final class HostCheck implements RequestCheck {
  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
    if (hosts == null || hosts.isEmpty()) {
      return exchange.isHttp11() ? new Refuse(FailureKind.INVALID_HOST, "no Host") : Verdict.PASS;
    }
    if (hosts.size() != 1) {
      return new Refuse(FailureKind.INVALID_HOST, "several Hosts");
    }
    return switch (HostName.normalize(hosts.getFirst())) {
      case HostName.Host(var name, var port) -> {
        context.host(name);
        yield Verdict.PASS;
      }
      case HostName.Refused(var reason) ->
          new Refuse(FailureKind.INVALID_HOST, "the host " + reason.text());
    };
  }
}
