package dev.sluice.operator.publish;

import dev.sluice.snapshot.EncodedSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The configuration of one data plane as it moves on, and the streams that follow it. */
final class Feed {
  /** Snapshots share their sections, so a long memory is cheap. */
  private static final int REMEMBERED_VERSIONS = 256;

  private final Map<String, EncodedSnapshot> history =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EncodedSnapshot> eldest) {
          return size() > REMEMBERED_VERSIONS;
        }
      };
  private final Set<PlaneStream> streams = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Publication latest;

  @Nullable Publication latest() {
    return latest;
  }

  /** Moves on. Streams pick it up when they are free; one that is slow skips what lies between. */
  void publish(Publication next) {
    Publication before = latest;
    if (before != null && before.sameContent(next) && before.position().equals(next.position())) {
      return;
    }
    remember(next.snapshot());
    latest = next;
    streams.forEach(PlaneStream::wake);
  }

  /** A version that some replica may hold, so that it can be told the difference only. */
  void remember(EncodedSnapshot snapshot) {
    synchronized (history) {
      history.remove(snapshot.version());
      history.put(snapshot.version(), snapshot);
    }
  }

  Optional<EncodedSnapshot> find(String version) {
    synchronized (history) {
      return Optional.ofNullable(history.get(version));
    }
  }

  void join(PlaneStream stream) {
    streams.add(stream);
  }

  void leave(PlaneStream stream) {
    streams.remove(stream);
  }

  /** The data plane is gone: there is nothing to follow any more. */
  void end() {
    latest = null;
    streams.forEach(PlaneStream::wake);
  }
}
