package dev.sluice.dataplane.admin;

import dev.sluice.snapshot.ObjectKey;
import java.util.List;

/**
 * What happens to a request, for people.
 *
 * @param server what happens to each one, outermost first
 * @param rules what happens after a rule has taken it
 */
public record ChainsInForce(List<String> server, List<RuleChain> rules) {
  public ChainsInForce {
    server = List.copyOf(server);
    rules = List.copyOf(rules);
  }

  /** The chain of one rule. */
  public record RuleChain(ObjectKey route, String rule, List<String> steps) {
    public RuleChain {
      steps = List.copyOf(steps);
    }
  }
}
