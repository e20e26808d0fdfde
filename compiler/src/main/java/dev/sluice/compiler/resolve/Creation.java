package dev.sluice.compiler.resolve;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Instant;

/** When an object was created: the older one wins. */
final class Creation {
  private Creation() {}

  /** Seconds since the epoch; 0 for an object that never was in a cluster. */
  static long of(HasMetadata object) {
    String timestamp = object.getMetadata().getCreationTimestamp();
    if (timestamp == null || timestamp.isEmpty()) {
      return 0;
    }
    try {
      return Instant.parse(timestamp).getEpochSecond();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
