package dev.sluice.dataplane.routing;

import dev.sluice.matching.NetworkSet;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The feeds of one snapshot, ready to be asked. What several rules take of one feed is one set, and
 * a feed that did not change since the last snapshot keeps its sets.
 *
 * <p>Used by the one thread that applies snapshots.
 */
public final class NetworkFeeds {
  public static final NetworkFeeds NONE = new NetworkFeeds(Map.of(), new HashMap<>());

  private final Map<ObjectKey, NetworkFeed> feeds;
  private final Map<FeedUse, Made> made;

  private record Made(NetworkFeed of, NetworkSet set) {}

  private NetworkFeeds(Map<ObjectKey, NetworkFeed> feeds, Map<FeedUse, Made> made) {
    this.feeds = feeds;
    this.made = made;
  }

  /** Those of the next snapshot; sections that did not change are the same objects. */
  public NetworkFeeds with(List<NetworkFeed> next) {
    Map<ObjectKey, NetworkFeed> byKey = new HashMap<>();
    next.forEach(feed -> byKey.put(feed.feed(), feed));
    Map<FeedUse, Made> kept = new HashMap<>();
    made.forEach(
        (use, set) -> {
          if (byKey.get(use.feed()) == set.of()) {
            kept.put(use, set);
          }
        });
    return new NetworkFeeds(byKey, kept);
  }

  /**
   * Empty if there is no such feed.
   *
   * @throws IllegalArgumentException if a network cannot be read
   */
  public Optional<NetworkSet> set(FeedUse use) {
    NetworkFeed feed = feeds.get(use.feed());
    if (feed == null) {
      return Optional.empty();
    }
    Made known = made.get(use);
    if (known == null) {
      List<String> cidrs =
          feed.networks().entrySet().stream()
              .filter(each -> use.regions().isEmpty() || use.regions().contains(each.getKey()))
              .flatMap(each -> each.getValue().stream())
              .toList();
      known = new Made(feed, NetworkSet.of(cidrs));
      made.put(use, known);
    }
    return Optional.of(known.set());
  }
}
