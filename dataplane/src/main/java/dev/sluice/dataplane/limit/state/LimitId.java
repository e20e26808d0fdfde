package dev.sluice.dataplane.limit.state;

import dev.sluice.snapshot.ObjectKey;

/**
 * A limit of a policy, by name: it is the same limit after a change of its amount.
 *
 * @param keyed whether it has a counter for each of many, or few
 */
public record LimitId(ObjectKey policy, String limit, boolean keyed) {
  /** For people: logs, messages, answers. */
  @Override
  public String toString() {
    return policy + "/" + limit;
  }
}
