package dev.sluice.operator.report;

import dev.sluice.compiler.resource.ResourceRef;
import java.time.Duration;

/**
 * When the health of a resource may be told again. Pods come and go, and breakers flap: that must
 * not become a write each time.
 */
final class HealthPace {
  private final Pacing<ResourceRef> pacing;
  private final Planned look;

  /**
   * @param pause so often at most is the health of one backend, or of a store, written
   * @param look is planned when something is held back
   */
  HealthPace(Duration pause, Planned look) {
    this.pacing = new Pacing<>(pause, System::nanoTime);
    this.look = look;
  }

  /** Whether now; otherwise it is looked at again when it may. */
  boolean mayTell(ResourceRef resource) {
    Duration wait = pacing.wait(resource);
    if (!wait.isZero()) {
      look.in(wait);
    }
    return wait.isZero();
  }

  void told(ResourceRef resource) {
    pacing.told(resource);
  }
}
