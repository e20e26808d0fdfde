package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/** Who says in which region a client is. */
public sealed interface RegionSource {
  /**
   * A proxy in front, in a header field; nobody else is believed.
   *
   * @param name in lower case
   */
  record FromHeader(String name) implements RegionSource {}

  /**
   * The client's address; of several networks the one with the longest prefix.
   *
   * @param networks sorted by region
   */
  record FromTable(List<Networks> networks) implements RegionSource {
    public FromTable {
      networks = networks.stream().sorted(Comparator.comparing(Networks::region)).toList();
    }
  }

  /**
   * @param region may be one that no target belongs to
   * @param cidrs canonical, sorted
   */
  record Networks(String region, List<String> cidrs) {
    public Networks {
      cidrs = cidrs.stream().sorted().toList();
    }
  }
}
