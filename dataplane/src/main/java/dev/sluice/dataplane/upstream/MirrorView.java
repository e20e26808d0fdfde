package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.ObjectKey;
import java.util.Map;

/**
 * Copies of requests that a backend got, as the metrics show them.
 *
 * @param answered whatever the answer was
 */
public record MirrorView(ObjectKey backend, long answered, Map<MirrorDrop, Long> dropped) {
  public MirrorView {
    dropped = Map.copyOf(dropped);
  }
}
