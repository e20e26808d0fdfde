package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The ConfigMaps with networks, each read once however many rules ask for it. One that is broken or
 * gone stands in with what it held while it was good.
 */
public final class FeedIndex {
  private final Map<ObjectKey, Map<String, String>> configMaps = new HashMap<>();
  private final LastGood lastGood;
  private final ReadFeeds before;
  private final Map<ObjectKey, Read> known = new HashMap<>();

  /**
   * A text, and what was read of it.
   *
   * @param feed if the text is good
   */
  record Read(String text, List<String> problems, Optional<NetworkFeed> feed) {
    static Read of(ObjectKey key, String text) {
      NetworkList list = NetworkList.read(text);
      return new Read(
          text,
          list.problems(),
          list.problems().isEmpty()
              ? Optional.of(new NetworkFeed(key, list.networks()))
              : Optional.empty());
    }
  }

  /** Of an earlier compilation, so that a text that did not change is not read again. */
  public static final class ReadFeeds {
    private Map<ObjectKey, Read> known = Map.of();
  }

  /**
   * What counts of a feed for those who refer to it.
   *
   * @param faults what is wrong now, to be read after the ConfigMap's name; empty if it is good
   * @param found whether there is such an entry
   * @param regions that it has
   * @param served whether it holds something, now or from before
   */
  record State(List<String> faults, boolean found, SortedSet<String> regions, boolean served) {}

  /**
   * @param before is asked, and then told what this one has read
   */
  public FeedIndex(ResourceSet resources, LastGood lastGood, ReadFeeds before) {
    this.lastGood = lastGood;
    this.before = before;
    for (ConfigMap configMap : resources.configMaps()) {
      Map<String, String> labels = configMap.getMetadata().getLabels();
      if (labels != null
          && labels.containsKey(SluiceApi.REGION_TABLE_LABEL)
          && configMap.getData() != null) {
        configMaps.put(ObjectKeys.of(configMap), configMap.getData());
      }
    }
  }

  /** To be called once nobody asks any more. */
  public void keep() {
    before.known = Map.copyOf(known);
  }

  State state(ObjectKey feed) {
    Optional<Read> now = now(feed);
    Optional<NetworkFeed> served = served(feed);
    return new State(
        now.map(Read::problems).orElse(List.of()),
        now.isPresent(),
        new TreeSet<>(served.map(each -> each.networks().keySet()).orElse(new TreeSet<>())),
        served.isPresent());
  }

  /** What it holds now if that is good, and else what it held before; empty if it never did. */
  public Optional<NetworkFeed> served(ObjectKey feed) {
    return now(feed).flatMap(Read::feed).or(() -> lastGood.feed(feed));
  }

  private Optional<Read> now(ObjectKey feed) {
    int slash = feed.name().indexOf('/');
    Map<String, String> data =
        configMaps.getOrDefault(
            new ObjectKey(feed.namespace(), feed.name().substring(0, slash)), Map.of());
    String text = data.get(feed.name().substring(slash + 1));
    if (text == null) {
      return Optional.empty();
    }
    Read earlier = before.known.get(feed);
    return Optional.of(
        known.computeIfAbsent(
            feed,
            key -> earlier != null && earlier.text().equals(text) ? earlier : Read.of(key, text)));
  }
}
