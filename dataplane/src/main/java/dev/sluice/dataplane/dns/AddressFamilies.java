package dev.sluice.dataplane.dns;

import dev.sluice.matching.IpAddress;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/**
 * Which addresses of a name are used. A name with both kinds has them for the same hosts, so one
 * kind is enough: IPv4, unless this machine has only IPv6.
 *
 * @param v4 whether this machine has an IPv4 address besides loopback
 * @param v6 whether it has an IPv6 address besides loopback and link-local
 */
record AddressFamilies(boolean v4, boolean v6) {
  static AddressFamilies ofMachine() {
    try {
      boolean[] has = new boolean[2];
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .forEach(address -> has[address instanceof Inet4Address ? 0 : 1] = true);
      return new AddressFamilies(has[0], has[1]);
    } catch (SocketException e) {
      return new AddressFamilies(true, true);
    }
  }

  List<IpAddress> choose(List<IpAddress> addresses) {
    boolean preferV6 = v6 && !v4;
    List<IpAddress> preferred =
        addresses.stream().filter(address -> address.isV4() != preferV6).toList();
    return preferred.isEmpty() ? addresses : preferred;
  }
}
