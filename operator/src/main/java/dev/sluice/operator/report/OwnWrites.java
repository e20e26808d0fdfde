package dev.sluice.operator.report;

import dev.sluice.compiler.resource.ResourceRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was just written, for as long as it may not have come back through the watch. */
final class OwnWrites {
  private final Map<ResourceRef, HasMetadata> written = new ConcurrentHashMap<>();

  void wrote(ResourceRef ref, HasMetadata object) {
    written.put(ref, object);
  }

  /** The newer one of what is watched and what was written. */
  <T extends HasMetadata> T newest(ResourceRef ref, T watched) {
    HasMetadata own = written.get(ref);
    if (own == null) {
      return watched;
    }
    if (watched.getClass().isInstance(own)
        && own.getMetadata().getUid().equals(watched.getMetadata().getUid())
        && version(own) > version(watched)) {
      @SuppressWarnings("unchecked") // Checked in the line above.
      T newer = (T) own;
      return newer;
    }
    written.remove(ref, own);
    return watched;
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
