package dev.sluice.operator.report;

import dev.sluice.crds.DataPlaneStatus.ProviderHealth;
import dev.sluice.snapshot.ProviderState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the replicas of a data plane say of the keys that they fetch, as its status says it: a
 * provider does as it does where it does worst.
 */
final class ProviderStates {
  private static final int MOST = 64;
  private static final int LONGEST = 300;

  private ProviderStates() {}

  /**
   * @param said by one replica each
   */
  static List<ProviderHealth> of(List<List<ProviderState>> said) {
    SortedMap<String, List<ProviderState>> byName = new TreeMap<>();
    for (List<ProviderState> replica : said) {
      for (ProviderState state : replica) {
        byName.computeIfAbsent(state.provider(), name -> new ArrayList<>()).add(state);
      }
    }
    return byName.values().stream().limit(MOST).map(ProviderStates::worst).toList();
  }

  private static ProviderHealth worst(List<ProviderState> states) {
    ProviderState worst = states.getFirst();
    for (ProviderState state : states) {
      if (state.keys().compareTo(worst.keys()) > 0) {
        worst = state;
      }
    }
    ProviderState.Keys keys = worst.keys();
    long alike = states.stream().filter(state -> state.keys() == keys).count();
    String problem =
        worst.problem().length() <= LONGEST
            ? worst.problem()
            : worst.problem().substring(0, LONGEST);
    return new ProviderHealth(
        worst.provider(),
        switch (keys) {
          case FRESH -> ProviderHealth.Keys.Fresh;
          case STALE -> ProviderHealth.Keys.Stale;
          case MISSING -> ProviderHealth.Keys.Missing;
        },
        problem.isEmpty()
            ? null
            : problem
                + (states.size() == 1
                    ? ""
                    : " (" + alike + " of " + states.size() + " data-plane replicas)"));
  }
}
