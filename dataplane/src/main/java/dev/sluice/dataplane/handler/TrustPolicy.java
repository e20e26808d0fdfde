package dev.sluice.dataplane.handler;

import dev.sluice.matching.Cidr;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.ClientAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@link ClientAddress}, ready to be asked. */
public sealed interface TrustPolicy {
  /**
   * @throws IllegalArgumentException if a network cannot be read; the message names it
   */
  static TrustPolicy of(ClientAddress address) {
    return switch (address) {
      case ClientAddress.Peer peer -> new Nobody();
      case ClientAddress.TrustedHops(int hops, String header) -> new Hops(hops, header);
      case ClientAddress.TrustedNetworks(var cidrs, String header) -> {
        List<Cidr> blocks = new ArrayList<>();
        for (String cidr : cidrs) {
          blocks.add(
              Cidr.parse(cidr)
                  .orElseThrow(
                      () -> new IllegalArgumentException("not a network in CIDR form: " + cidr)));
        }
        yield new Networks(blocks, header);
      }
    };
  }

  record Nobody() implements TrustPolicy {}

  record Hops(int hops, String header) implements TrustPolicy {
    public Hops {
      header = header.toLowerCase(Locale.ROOT);
    }
  }

  record Networks(List<Cidr> blocks, String header) implements TrustPolicy {
    public Networks {
      blocks = List.copyOf(blocks);
      header = header.toLowerCase(Locale.ROOT);
    }

    boolean contain(IpAddress address) {
      return blocks.stream().anyMatch(block -> block.contains(address));
    }
  }
}
