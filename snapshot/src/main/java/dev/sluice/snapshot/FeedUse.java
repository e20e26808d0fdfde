package dev.sluice.snapshot;

import java.util.List;

/**
 * What a list takes of a {@link NetworkFeed}.
 *
 * @param feed as in {@link NetworkFeed#feed}
 * @param regions sorted; empty: all of it
 */
public record FeedUse(ObjectKey feed, List<String> regions) {
  public FeedUse {
    regions = regions.stream().sorted().distinct().toList();
  }

  @Override
  public String toString() {
    return feed + (regions.isEmpty() ? "" : " (" + String.join(" ", regions) + ")");
  }
}
