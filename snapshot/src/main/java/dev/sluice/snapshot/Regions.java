package dev.sluice.snapshot;

import java.util.List;

/** Whether targets are first chosen by where the client is. */
public sealed interface Regions {
  Regions NONE = new None();

  /** All targets, wherever the client is. */
  record None() implements Regions {}

  /**
   * The targets of the client's region; where none of them can take a request, those of the first
   * region that has one that can.
   *
   * @param regions in the order in which they stand in for each other; each target is in one
   * @param otherwise the region of clients that are in none of these
   */
  record ByClient(RegionSource from, List<Region> regions, String otherwise) implements Regions {
    public ByClient {
      regions = List.copyOf(regions);
    }
  }

  /**
   * @param targets by their place in the action's list
   */
  record Region(String name, List<Integer> targets) {
    public Region {
      targets = List.copyOf(targets);
    }
  }
}
