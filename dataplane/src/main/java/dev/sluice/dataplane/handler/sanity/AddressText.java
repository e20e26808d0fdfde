package dev.sluice.dataplane.handler.sanity;

import dev.sluice.matching.IpAddress;
import java.net.InetAddress;
import java.util.Optional;

/** Addresses as forwarding headers and sockets write them. Never asks DNS. */
public final class AddressText {
  private static final int MAX_LENGTH = 64;

  private AddressText() {}

  /** {@code 192.0.2.1}, with {@code :port}, {@code 2001:db8::1}, {@code [2001:db8::1]:port}. */
  public static Optional<IpAddress> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      boolean bare = end == text.length() - 1;
      return end > 0 && (bare || text.charAt(end + 1) == ':')
          ? IpAddress.parse(text.substring(1, end))
          : Optional.empty();
    }
    int colon = text.indexOf(':');
    boolean port = colon >= 0 && colon == text.lastIndexOf(':');
    return IpAddress.parse(port ? text.substring(0, colon) : text);
  }

  /** A socket's address; the zone of a link-local one means nothing elsewhere. */
  public static Optional<IpAddress> of(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return IpAddress.parse(zone < 0 ? text : text.substring(0, zone));
  }
}
