package dev.sluice.dataplane.dial;

import dev.sluice.matching.AddressRules;
import dev.sluice.matching.BackendHost;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.DialRules;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of the last snapshot, and what the process knows of itself. Immutable: whoever has
 * judged an address can tell by identity whether that still holds.
 */
public final class DialPolicy {
  /** Before the first snapshot, when nothing is dialled but by tests. */
  public static final DialPolicy LOCAL =
      new DialPolicy(AddressRules.of(DialRules.LOCAL), Set.of(), OwnAddresses.NONE);

  private final AddressRules rules;
  private final Set<Integer> ownPorts;
  private final OwnAddresses own;

  private DialPolicy(AddressRules rules, Set<Integer> ownPorts, OwnAddresses own) {
    this.rules = rules;
    this.ownPorts = Set.copyOf(ownPorts);
    this.own = own;
  }

  /**
   * @throws IllegalArgumentException if the rules cannot be read
   */
  public DialPolicy with(DialRules other) {
    return other.equals(rules.source())
        ? this
        : new DialPolicy(AddressRules.of(other), ownPorts, own);
  }

  /**
   * @param ports of this process that no request may reach, whatever else is allowed: those of
   *     administration. A request that comes to a listener of our own is told by LoopCheck.
   */
  public DialPolicy withOwnPorts(Set<Integer> ports) {
    return new DialPolicy(rules, ports, OwnAddresses.ofMachine());
  }

  /** Why nobody may connect there: the words after "the address". */
  public Optional<String> whyNot(IpAddress address, int port) {
    return ownPorts.contains(port) && own.contains(address)
        ? Optional.of("is the gateway's own administration")
        : rules.whyNot(address, port);
  }

  /** Why a name may not be followed: the words after it. */
  public Optional<String> whyNot(String name) {
    return BackendHost.whyNot(name, rules.local());
  }

  @Override
  public String toString() {
    return rules + ", but for the own ports " + ownPorts;
  }
}
