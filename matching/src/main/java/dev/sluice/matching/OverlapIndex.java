package dev.sluice.matching;

import dev.sluice.matching.Overlap.Loss;
import dev.sluice.matching.Overlap.Way;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds who could take what a match asks for, without looking at everybody. */
final class OverlapIndex {
  /**
   * How many rivals at one place are looked at, the first by precedence. Whoever writes thousands
   * of rules for one path does not make everybody wait.
   */
  private static final int MAX_RIVALS = 128;

  /** All share one host pattern, whichever it is; wider ones count by priority alone. */
  private static final HostPattern ONE_HOST = new HostPattern.Any();

  private final Map<String, Integer> lowest;
  private final List<Rival> rivals = new ArrayList<>();
  private final Map<PathMatch, PathSet> paths = new HashMap<>();
  private final Map<RouteMatch, List<Rival>> equal = new HashMap<>();
  private final Map<PathMatch, List<Rival>> samePath = new HashMap<>();
  private final SpanMap<List<Rival>> directories;

  /** A way to a rule, with its place in the order of precedence. */
  private static final class Rival {
    private final Way way;
    private final PathSet path;
    private final boolean sameHost;
    private int rank;

    Rival(Way way, PathSet path, boolean sameHost) {
      this.way = way;
      this.path = path;
      this.sameHost = sameHost;
    }

    RouteCandidate candidate() {
      return new RouteCandidate(way.route(), way.ruleIndex(), ONE_HOST, way.match());
    }

    int priority() {
      return way.route().priority();
    }

    String namespace() {
      return way.route().route().namespace();
    }
  }

  OverlapIndex(Overlap.Input input) {
    this.lowest = input.lowest();
    input.here().forEach(route -> addAll(route, true));
    input.wider().forEach(route -> addAll(route, false));
    List<Rival> ranked =
        rivals.stream()
            .sorted(Comparator.comparing(Rival::candidate, RoutePrecedence.INSTANCE))
            .toList();
    Map<String, List<Rival>> byDirectory = new HashMap<>();
    for (int rank = 0; rank < ranked.size(); rank++) {
      Rival rival = ranked.get(rank);
      rival.rank = rank;
      add(equal, rival.way.match(), rival);
      add(samePath, rival.way.match().path(), rival);
      if (rival.path.takesMoreThanOne()) {
        add(byDirectory, rival.path.directory(), rival);
      }
    }
    this.directories = new SpanMap<>(SpanMap.Direction.FROM_START, '/', byDirectory);
  }

  private void addAll(RouteSection route, boolean sameHost) {
    for (int rule = 0; rule < route.rules().size(); rule++) {
      for (RouteMatch match : route.rules().get(rule).matches()) {
        PathSet path = paths.computeIfAbsent(match.path(), PathSet::of);
        rivals.add(new Rival(new Way(route, rule, match), path, sameHost));
      }
    }
  }

  private static <K> void add(Map<K, List<Rival>> lists, K key, Rival rival) {
    List<Rival> list = lists.computeIfAbsent(key, absent -> new ArrayList<>());
    if (list.size() < MAX_RIVALS) {
      list.add(rival);
    }
  }

  /** In the order of routes, rules and matches. */
  List<Loss> losses() {
    List<Loss> losses = new ArrayList<>();
    for (Rival loser : rivals) {
      Rival taker = loser.sameHost ? taker(loser) : null;
      if (taker != null) {
        losses.add(new Loss(loser.way, taker.way));
      }
    }
    return losses;
  }

  /** One of those who certainly take every request that the loser could take. */
  private @Nullable Rival taker(Rival loser) {
    Rival taker = taker(loser, equal.get(loser.way.match()));
    if (taker == null) {
      taker = taker(loser, samePath.get(loser.way.match().path()));
    }
    for (var entry = taker == null ? directories.find(loser.path.directory()) : null;
        taker == null && entry != null;
        entry = entry.shorter()) {
      taker = taker(loser, entry.value());
    }
    return taker;
  }

  private @Nullable Rival taker(Rival loser, @Nullable List<Rival> candidates) {
    if (candidates != null) {
      for (Rival rival : candidates) {
        if (comesFirst(rival, loser)
            && Subsumption.conditionsCover(rival.way.match(), loser.way.match())
            && rival.path.covers(loser.path)) {
          return rival;
        }
        if (lowest.isEmpty() && rival.rank > loser.rank) {
          return null;
        }
      }
    }
    return null;
  }

  /** Whether the rival gets what both could take, whoever else is there. */
  private boolean comesFirst(Rival rival, Rival loser) {
    boolean sameNamespace = rival.namespace().equals(loser.namespace());
    if (sameNamespace && rival.priority() != loser.priority()) {
      return rival.priority() > loser.priority();
    }
    // Its priority may give it a request that a lower route of its namespace won over the rival.
    boolean byOrderAlone =
        sameNamespace
            || loser.priority() <= lowest.getOrDefault(loser.namespace(), loser.priority());
    return byOrderAlone
        && rival.sameHost
        && rival.rank < loser.rank
        && !rival.way.isOfSameRule(loser.way);
  }
}
