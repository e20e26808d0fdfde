package dev.sluice.operator.publish;

import dev.sluice.snapshot.EncodedSnapshot;
import java.time.Duration;
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

  /**
   * @param replaced when a newer one came, null while there is none
   */
  private record Remembered(EncodedSnapshot snapshot, @Nullable Long replaced) {}

  private final Map<String, Remembered> history =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
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
    if (before != null && !before.snapshot().version().equals(next.snapshot().version())) {
      remember(before.snapshot(), System.nanoTime());
    }
    remember(next.snapshot(), null);
    latest = next;
    streams.forEach(PlaneStream::wake);
  }

  /** A version that some replica may hold, so that it can be told the difference only. */
  void remember(EncodedSnapshot snapshot) {
    synchronized (history) {
      if (!history.containsKey(snapshot.version())) {
        history.put(snapshot.version(), new Remembered(snapshot, null));
      }
    }
  }

  private void remember(EncodedSnapshot snapshot, @Nullable Long replaced) {
    synchronized (history) {
      history.remove(snapshot.version());
      history.put(snapshot.version(), new Remembered(snapshot, replaced));
    }
  }

  Optional<EncodedSnapshot> find(String version) {
    synchronized (history) {
      return Optional.ofNullable(history.get(version)).map(Remembered::snapshot);
    }
  }

  Optional<Duration> supersededFor(String version) {
    synchronized (history) {
      Remembered remembered = history.get(version);
      if (remembered == null) {
        return Optional.empty();
      }
      Long replaced = remembered.replaced();
      return Optional.of(
          replaced == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - replaced));
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
