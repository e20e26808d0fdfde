package dev.sluice.operator.report;

import dev.sluice.compiler.resource.ResourceRef;
import java.time.Duration;

/**
 * When the health of a resource may be told again. Pods come and go, and breakers flap: that must
 * not become a write each time.
 */
final class HealthPace {
  /** So often at most is the health of one backend, or of a store, written. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Pacing<ResourceRef> pacing = new Pacing<>(PAUSE, System::nanoTime);
  private final Planned look;

  /**
   * @param look is planned when something is held back
   */
  HealthPace(Planned look) {
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
