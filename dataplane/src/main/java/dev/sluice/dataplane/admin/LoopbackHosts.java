package dev.sluice.dataplane.admin;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names the loopback port answers to. A web page that makes its own name resolve to 127.0.0.1
 * (DNS rebinding) gets nothing, because the browser sends that name along. Any port will do: a
 * forwarded port has another number on the other side.
 */
final class LoopbackHosts {
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private LoopbackHosts() {}

  /**
   * @param host the Host field, null if there is none
   */
  static boolean contains(@Nullable String host) {
    return host != null && NAMES.contains(withoutPort(host).toLowerCase(Locale.ROOT));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
