package dev.sluice.matching;

import java.util.Optional;

/** IPv6 addresses that are a way of writing an IPv4 address to some router or system. */
final class IpTunnels {
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96").orElseThrow();
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16").orElseThrow();
  private static final Cidr V4_COMPATIBLE = Cidr.parse("::/96").orElseThrow();

  private static final Cidr ZERO = Cidr.parse("0.0.0.0/24").orElseThrow();

  private IpTunnels() {}

  static Optional<IpAddress> inside(IpAddress address) {
    if (NAT64.contains(address)) {
      return Optional.of(address.v4At(12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(address.v4At(2));
    }
    // ::1 and :: are themselves.
    boolean compatible = V4_COMPATIBLE.contains(address) && !ZERO.contains(address.v4At(12));
    return compatible ? Optional.of(address.v4At(12)) : Optional.empty();
  }
}
