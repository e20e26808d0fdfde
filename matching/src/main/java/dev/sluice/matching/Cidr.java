package dev.sluice.matching;

import java.util.Optional;

/**
 * A network in CIDR notation, in canonical form: bits beyond the prefix are zero.
 *
 * @param prefix 0 to 32 or 128
 */
public record Cidr(IpAddress network, int prefix) {
  public Cidr {
    network = network.masked(prefix);
  }

  /** {@code 10.0.0.0/8}, {@code fd00::/8}; an address alone stands for itself. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty() || slash < 0) {
      return address.map(alone -> new Cidr(alone, alone.bits()));
    }
    String digits = text.substring(slash + 1);
    if (digits.length() > 3
        || digits.isEmpty()
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return Optional.empty();
    }
    int prefix = Integer.parseInt(digits);
    // A mapped address keeps its IPv4 form, so its prefix would count other bits than written.
    boolean mapped = text.indexOf(':') >= 0 && address.get().isV4();
    if (prefix > address.get().bits() || mapped) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(address.get(), prefix));
  }

  public boolean contains(IpAddress address) {
    return address.bits() == network.bits() && address.masked(prefix).equals(network);
  }

  /** The last address in it. */
  IpAddress last() {
    return network.filled(prefix);
  }

  @Override
  public String toString() {
    return network + "/" + prefix;
  }
}
