package dev.sluice.matching;

import dev.sluice.snapshot.DialRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a backend may have. Whoever may write a ServiceBackend makes the gateway connect
 * to the address, so addresses that mean "myself", the cloud's metadata service or the API server
 * are refused unless the installation allows them. The compiler judges what is written, the data
 * plane judges each address that it is about to connect to; both ask here.
 */
public final class AddressRules {
  private static final Set<IpAddress> METADATA =
      Stream.of(
              "169.254.169.254", // most clouds
              "fd00:ec2::254", // AWS
              "fd20:ce::254", // GCP
              "100.100.100.200", // Alibaba
              "168.63.129.16", // Azure
              "192.0.0.192") // Oracle
          .map(text -> IpAddress.parse(text).orElseThrow())
          .collect(Collectors.toUnmodifiableSet());

  private static final List<Cidr> LOOPBACK = fixed("127.0.0.0/8", "::1/128");
  private static final List<Cidr> LINK_LOCAL = fixed("169.254.0.0/16", "fe80::/10");
  private static final List<Cidr> MULTICAST = fixed("224.0.0.0/4", "ff00::/8", "255.255.255.255");
  private static final List<Cidr> UNSPECIFIED = fixed("0.0.0.0/8", "::/128");

  /** What runs on the nodes: which addresses are theirs is not known, but these ports are. */
  private static final Map<Integer, String> NODE_PORTS =
      Map.of(
          2379, "has a port of etcd",
          2380, "has a port of etcd",
          10_250, "has the port of the kubelet",
          10_255, "has a port of the kubelet",
          10_257, "has the port of the controller manager",
          10_259, "has the port of the scheduler");

  private final DialRules rules;
  private final List<Cidr> allowed;
  private final List<Cidr> denied;

  private AddressRules(DialRules rules) {
    this.rules = rules;
    allowed = networks(rules.allowed());
    denied = networks(rules.denied());
  }

  /**
   * @throws IllegalArgumentException if an address or a network cannot be read
   */
  public static AddressRules of(DialRules rules) {
    return new AddressRules(rules);
  }

  /** What they were made of. */
  public DialRules source() {
    return rules;
  }

  /** Whether loopback is allowed: one process on one machine. */
  public boolean local() {
    return rules.local();
  }

  /** Why nobody may connect there: the words after "the address". */
  public Optional<String> whyNot(IpAddress address, int port) {
    if (isIn(allowed, address)) {
      return Optional.empty();
    }
    Optional<String> why = whyNot(address);
    return why.isEmpty() && !rules.local() ? Optional.ofNullable(NODE_PORTS.get(port)) : why;
  }

  private Optional<String> whyNot(IpAddress address) {
    if (isIn(allowed, address)) {
      return Optional.empty();
    }
    return IpTunnels.inside(address)
        .map(inner -> whyNot(inner).map(why -> "leads to " + inner + ", which " + why))
        .orElseGet(() -> Optional.ofNullable(whyNotItself(address)));
  }

  private @Nullable String whyNotItself(IpAddress address) {
    if (METADATA.contains(address)) {
      return "is a cloud's metadata service";
    }
    if (isIn(LINK_LOCAL, address)) {
      return "is link-local";
    }
    if (isIn(MULTICAST, address)) {
      return "is a multicast or broadcast address";
    }
    if (isIn(UNSPECIFIED, address)) {
      return "is unspecified";
    }
    if (isIn(denied, address)) {
      return "is the Kubernetes API server, or denied by the installation";
    }
    return isIn(LOOPBACK, address) && !rules.local() ? "is the gateway itself" : null;
  }

  private static boolean isIn(List<Cidr> networks, IpAddress address) {
    for (Cidr network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static List<Cidr> fixed(String... texts) {
    return networks(List.of(texts));
  }

  private static List<Cidr> networks(List<String> texts) {
    return texts.stream()
        .map(
            text ->
                Cidr.parse(text)
                    .orElseThrow(
                        () -> new IllegalArgumentException("\"" + text + "\" is no network")))
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRules that && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }

  @Override
  public String toString() {
    return rules.toString();
  }
}
