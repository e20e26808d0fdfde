package dev.sluice.snapshot;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Networks that stand in a ConfigMap. A section of its own: however many rules ask for it, it
 * travels once, and a change of it is a change of nothing else.
 *
 * @param feed the ConfigMap, with the key behind a slash in the name
 * @param networks by region, in canonical form, sorted; those without a region under the empty one
 */
public record NetworkFeed(ObjectKey feed, SortedMap<String, List<String>> networks)
    implements Section {
  public NetworkFeed {
    SortedMap<String, List<String>> sorted = new TreeMap<>();
    networks.forEach((region, cidrs) -> sorted.put(region, cidrs.stream().sorted().toList()));
    networks = Collections.unmodifiableSortedMap(sorted);
  }

  /** The name of an entry of a ConfigMap. */
  public static ObjectKey key(ObjectKey configMap, String entry) {
    return new ObjectKey(configMap.namespace(), configMap.name() + "/" + entry);
  }

  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.NETWORK_FEED, feed);
  }
}
