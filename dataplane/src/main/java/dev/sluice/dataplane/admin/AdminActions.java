package dev.sluice.dataplane.admin;

import dev.sluice.snapshot.ObjectKey;

/** What the admin port may change. Called on the admin threads at any time; must not wait. */
public interface AdminActions {
  /** Closes the breaker of a backend, with nothing counted. */
  BreakerReset resetBreaker(ObjectKey backend);

  /** How it went. */
  enum BreakerReset {
    DONE,
    NO_BACKEND,
    NO_BREAKER
  }
}
