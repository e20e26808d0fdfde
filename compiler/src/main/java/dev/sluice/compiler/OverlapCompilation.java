package dev.sluice.compiler;

import dev.sluice.matching.Overlap;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rules of a data plane leave of each other. It changes reports alone, never what is
 * served: a rule that is never asked today is asked as soon as the other one goes.
 */
final class OverlapCompilation {
  private final CompileCache cache;

  OverlapCompilation(CompileCache cache) {
    this.cache = cache;
  }

  /** A host pattern of a data plane. */
  record HostOfPlane(ObjectKey dataPlane, HostPattern host) {}

  record Judged(Overlap.Input input, List<Overlap.Loss> losses) {}

  /** A match that is never asked under a host. */
  record Lost(HostPattern host, Overlap.Loss loss) {}

  /**
   * By route, and by position of the rule in its section.
   *
   * @param routes sorted
   */
  Map<ObjectKey, SortedMap<Integer, List<Lost>>> judge(
      ObjectKey dataPlane, List<RouteSection> routes) {
    Map<ObjectKey, SortedMap<Integer, List<Lost>>> lost = new HashMap<>();
    Map<RouteSection, List<Overlap.Loss>> alone = new IdentityHashMap<>();
    Overlap.inputs(routes)
        .forEach(
            (host, input) -> {
              for (Overlap.Loss loss : losses(new HostOfPlane(dataPlane, host), input, alone)) {
                lost.computeIfAbsent(loss.loser().route().route(), route -> new TreeMap<>())
                    .computeIfAbsent(loss.loser().ruleIndex(), rule -> new ArrayList<>())
                    .add(new Lost(host, loss));
              }
            });
    Comparator<Lost> byHost = Comparator.comparing(Lost::host, HostPattern.ORDER);
    lost.values().forEach(rules -> rules.values().forEach(list -> list.sort(byHost)));
    return lost;
  }

  /**
   * @param alone what was found of routes that have a host to themselves: the same under each
   */
  private List<Overlap.Loss> losses(
      HostOfPlane place, Overlap.Input input, Map<RouteSection, List<Overlap.Loss>> alone) {
    return cache
        .overlaps
        .get(
            place,
            earlier -> earlier.input().equals(input),
            () ->
                new Judged(
                    input,
                    input.here().size() == 1 && input.wider().isEmpty()
                        ? alone.computeIfAbsent(input.here().getFirst(), route -> Overlap.of(input))
                        : Overlap.of(input)))
        .losses();
  }
}
