package dev.sluice.snapshot;

import java.util.Comparator;

/**
 * One address that serves a backend.
 *
 * @param address a literal IPv4 or IPv6 address, without brackets or zone
 */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {
  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  /** As in a URI authority: {@code 10.0.0.7:8080}, {@code [fd00::7]:8080}. */
  @Override
  public String toString() {
    return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
  }
}
