package dev.sluice.dataplane.dial;

import dev.sluice.matching.Cidr;
import dev.sluice.matching.IpAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The addresses of this machine, or of this pod. */
record OwnAddresses(Set<IpAddress> addresses, List<Cidr> networks) {
  static final OwnAddresses NONE = new OwnAddresses(Set.of(), List.of());

  static OwnAddresses ofMachine() {
    List<Cidr> loopback =
        Stream.of("127.0.0.0/8", "::1", "0.0.0.0", "::")
            .map(text -> Cidr.parse(text).orElseThrow())
            .toList();
    try {
      return new OwnAddresses(
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .map(address -> address.getHostAddress().replaceFirst("%.*", ""))
              .map(IpAddress::parse)
              .flatMap(Optional::stream)
              .collect(Collectors.toUnmodifiableSet()),
          loopback);
    } catch (SocketException e) {
      return new OwnAddresses(Set.of(), loopback);
    }
  }

  boolean contains(IpAddress address) {
    return addresses.contains(address)
        || networks.stream().anyMatch(network -> network.contains(address));
  }
}
