package dev.sluice.cli;

import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ListenerProtocol;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Ports that the command line chooses instead of the resource.
 *
 * @param http of the listener that is told as {@code http=}
 * @param https of the listener that is told as {@code https=}
 */
record ListenerPorts(OptionalInt http, OptionalInt https) {
  static final ListenerPorts AS_WRITTEN =
      new ListenerPorts(OptionalInt.empty(), OptionalInt.empty());

  boolean asWritten() {
    return http.isEmpty() && https.isEmpty();
  }

  /** Name of the listener that is told as {@code http=}: a plain one, if there is any. */
  static String httpListener(GatewaySection gateway) {
    return named(gateway, ListenerProtocol.HTTP, "http")
        .or(() -> gateway.listeners().stream().findFirst())
        .map(Listener::name)
        .orElse("http");
  }

  /** Name of the listener that is told as {@code https=}; empty if there is none. */
  static String httpsListener(GatewaySection gateway) {
    return named(gateway, ListenerProtocol.HTTPS, "https").map(Listener::name).orElse("");
  }

  private static Optional<Listener> named(
      GatewaySection gateway, ListenerProtocol protocol, String preferred) {
    return of(gateway, protocol)
        .min(Comparator.comparing((Listener each) -> !each.name().equals(preferred)));
  }

  private static Stream<Listener> of(GatewaySection gateway, ListenerProtocol protocol) {
    return gateway.listeners().stream().filter(each -> each.protocol() == protocol);
  }

  List<Listener> applied(GatewaySection gateway) {
    String plain = httpListener(gateway);
    String secure = httpsListener(gateway);
    return gateway.listeners().stream()
        .map(
            each -> {
              if (each.name().equals(secure) && https.isPresent()) {
                return each.at(https.getAsInt());
              }
              return each.name().equals(plain) && http.isPresent()
                  ? each.at(http.getAsInt())
                  : each;
            })
        .toList();
  }
}
