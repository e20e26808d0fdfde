package dev.sluice.cli.diff;

import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Networks that came to a list in a ConfigMap or left it, and whom that lets pass. */
final class FeedDiff {
  /** Of thousands that many are named. */
  private static final int NAMED = 3;

  private FeedDiff() {}

  /** Of the lists that both have: what else changes is told where the list is asked. */
  static List<Change> of(Snapshot before, Snapshot now) {
    Map<ObjectKey, NetworkFeed> old = new TreeMap<>();
    before.feeds().forEach(feed -> old.put(feed.feed(), feed));
    List<Change> changes = new ArrayList<>();
    for (NetworkFeed feed : now.feeds()) {
      NetworkFeed was = old.get(feed.feed());
      if (was != null && !was.equals(feed)) {
        changes.add(change(was, feed, now));
      }
    }
    return changes;
  }

  private static Change change(NetworkFeed was, NetworkFeed is, Snapshot now) {
    ObjectKey feed = is.feed();
    int slash = feed.name().indexOf('/');
    String name =
        "ConfigMap "
            + feed.namespace()
            + "/"
            + feed.name().substring(0, slash)
            + " entry "
            + feed.name().substring(slash + 1);
    String text = name + ": " + more(was, is) + ", " + less(was, is);
    return new Change(Change.Kind.NETWORKS, name, text, weakening(was, is, now));
  }

  private static String more(NetworkFeed was, NetworkFeed is) {
    return "more networks: " + named(added(was.networks(), is.networks(), List.of()));
  }

  private static String less(NetworkFeed was, NetworkFeed is) {
    return "fewer: " + named(added(is.networks(), was.networks(), List.of()));
  }

  private static String named(SortedSet<String> networks) {
    if (networks.isEmpty()) {
      return "none";
    }
    String some = String.join(" ", networks.stream().limit(NAMED).toList());
    return networks.size() <= NAMED ? some : networks.size() + " (" + some + " …)";
  }

  private static Optional<String> weakening(NetworkFeed was, NetworkFeed is, Snapshot now) {
    boolean allowsMore =
        uses(now, is.feed(), AddressAccess.AddressList::allowFrom)
            .anyMatch(use -> !added(was.networks(), is.networks(), use.regions()).isEmpty());
    if (allowsMore) {
      return Optional.of("clients of more addresses may pass");
    }
    boolean deniesLess =
        uses(now, is.feed(), AddressAccess.AddressList::denyFrom)
            .anyMatch(use -> !added(is.networks(), was.networks(), use.regions()).isEmpty());
    return deniesLess ? Optional.of("clients of fewer addresses are kept out") : Optional.empty();
  }

  private static Stream<FeedUse> uses(
      Snapshot snapshot, ObjectKey feed, Function<AddressAccess.AddressList, List<FeedUse>> side) {
    return snapshot.routes().stream()
        .flatMap(route -> route.rules().stream())
        .flatMap(rule -> rule.policies().access().addresses().lists().stream())
        .flatMap(list -> side.apply(list).stream())
        .filter(use -> use.feed().equals(feed));
  }

  /**
   * Networks, with their region, that the second has and the first has not.
   *
   * @param regions that count; empty: all
   */
  private static SortedSet<String> added(
      SortedMap<String, List<String>> first,
      SortedMap<String, List<String>> second,
      List<String> regions) {
    SortedSet<String> added = new TreeSet<>();
    second.forEach(
        (region, networks) -> {
          if (regions.isEmpty() || regions.contains(region)) {
            String behind = region.isEmpty() ? "" : " (" + region + ")";
            networks.forEach(network -> added.add(network + behind));
            first
                .getOrDefault(region, List.of())
                .forEach(network -> added.remove(network + behind));
          }
        });
    return added;
  }
}
