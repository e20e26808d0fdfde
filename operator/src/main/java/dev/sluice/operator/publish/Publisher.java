package dev.sluice.operator.publish;

import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where compiled configuration goes in, and which versions are known. */
public final class Publisher {
  private final Map<ObjectKey, Feed> feeds = new ConcurrentHashMap<>();

  /** What this data plane should serve from now on. Does nothing when that is so already. */
  public void publish(ObjectKey dataPlane, Publication publication) {
    feed(dataPlane).publish(publication);
  }

  public Optional<Publication> published(ObjectKey dataPlane) {
    Feed feed = feeds.get(dataPlane);
    return feed == null ? Optional.empty() : Optional.ofNullable(feed.latest());
  }

  /** All that have a publication. */
  public List<ObjectKey> dataPlanes() {
    return feeds.entrySet().stream()
        .filter(feed -> feed.getValue().latest() != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Forgets data planes that are deleted. */
  public void retain(Set<ObjectKey> dataPlanes) {
    feeds.forEach(
        (dataPlane, feed) -> {
          if (!dataPlanes.contains(dataPlane)) {
            feed.end();
          }
        });
  }

  /** A version that was published lately, also in parts to replicas that refused some sections. */
  public Optional<EncodedSnapshot> find(ObjectKey dataPlane, String version) {
    Feed feed = feeds.get(dataPlane);
    return feed == null ? Optional.empty() : feed.find(version);
  }

  /**
   * For how long a version has been replaced by a newer one: zero for the present one, empty for
   * one that is not known.
   */
  public Optional<Duration> supersededFor(ObjectKey dataPlane, String version) {
    Feed feed = feeds.get(dataPlane);
    return feed == null ? Optional.empty() : feed.supersededFor(version);
  }

  Feed feed(ObjectKey dataPlane) {
    return feeds.computeIfAbsent(dataPlane, absent -> new Feed());
  }
}
