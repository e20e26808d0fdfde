package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import java.util.List;

/**
 * A route as one data plane is to serve it.
 *
 * @param hostnames never empty
 * @param lastGoodHead whether the names or the priority are those served before, since what is
 *     written now is not valid
 * @param rules never empty
 */
public record ResolvedRoute(
    ObjectKey route,
    long created,
    int priority,
    List<HostPattern> hostnames,
    boolean lastGoodHead,
    List<ResolvedRule> rules) {
  public ResolvedRoute {
    hostnames = List.copyOf(hostnames);
    rules = List.copyOf(rules);
  }

  /** Whether anything in it is the last good version of something that is broken now. */
  public boolean hasLastGood() {
    return lastGoodHead || rules.stream().anyMatch(ResolvedRule.LastGood.class::isInstance);
  }
}
