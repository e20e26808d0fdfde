package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.dns.NameWatches;
import dev.sluice.snapshot.DialRules;
import java.util.Set;

/** What all backends need to find and to dial their endpoints. From any thread. */
final class Dialling {
  private final NameWatches names;
  private volatile DialPolicy policy = DialPolicy.LOCAL;

  Dialling(NameWatches names) {
    this.names = names;
  }

  NameWatches names() {
    return names;
  }

  /** The same object until something changes. */
  DialPolicy policy() {
    return policy;
  }

  /** Whether anything changed. */
  synchronized boolean rules(DialRules rules) {
    DialPolicy before = policy;
    policy = before.with(rules);
    return policy != before;
  }

  synchronized void ownPorts(Set<Integer> ports) {
    policy = policy.withOwnPorts(ports);
  }
}
