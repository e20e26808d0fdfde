package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.HostName;
import dev.sluice.matching.IpAddress;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Exactly one {@code Host}, a DNS name or literal address with an optional port; noted in the form
 * that routes are matched with. HTTP/1.0 may have none: it is routed as a request to no host, and
 * forwarded, in HTTP/1.1, with the address that the client has reached.
 */
public final class HostCheck implements RequestCheck {
  /** For each thread: clients ask for the same few hosts again and again. */
  private static final int KNOWN = 256;

  /** In turn a value that is sound, and its normal form. */
  private final ThreadLocal<@Nullable String[]> known =
      ThreadLocal.withInitial(() -> new @Nullable String[2 * KNOWN]);

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
    if (hosts == null || hosts.isEmpty()) {
      if (exchange.isHttp11()) {
        return new Refuse(FailureKind.INVALID_HOST, "no Host");
      }
      exchange.getRequestHeaders().put(Headers.HOST, reached(exchange.getDestinationAddress()));
      return Verdict.PASS;
    }
    if (hosts.size() != 1) {
      return new Refuse(FailureKind.INVALID_HOST, "several Hosts");
    }
    String host = hosts.getFirst();
    @Nullable String[] seen = known.get();
    int slot = (host.hashCode() & KNOWN - 1) * 2;
    String normal = seen[slot + 1];
    if (normal != null && host.equals(seen[slot])) {
      context.host(normal);
      return Verdict.PASS;
    }
    return switch (HostName.normalize(host)) {
      case HostName.Host(var name, var port) -> {
        context.host(name);
        seen[slot] = host;
        seen[slot + 1] = name;
        yield Verdict.PASS;
      }
      case HostName.Refused(var reason) ->
          new Refuse(FailureKind.INVALID_HOST, "the host " + reason.text());
    };
  }

  private static String reached(InetSocketAddress address) {
    String literal = AddressText.of(address.getAddress()).map(IpAddress::toString).orElse("");
    return (literal.indexOf(':') < 0 ? literal : "[" + literal + "]") + ":" + address.getPort();
  }
}
