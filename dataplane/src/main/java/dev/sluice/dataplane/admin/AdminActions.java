package dev.sluice.dataplane.admin;

import dev.sluice.snapshot.ObjectKey;
import java.util.List;

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

  /** Forgets what was counted for a key of a limit. */
  LimitReset resetLimit(ObjectKey policy, String limit, LimitKey key);

  /** Which key. */
  sealed interface LimitKey {
    /**
     * One of those that the page of limits shows.
     *
     * @param name 16 hexadecimal digits
     */
    record Shown(String name) implements LimitKey {}

    /**
     * @param values in the order of the limit's key; empty for what a request has not
     */
    record Parts(List<String> values) implements LimitKey {
      public Parts {
        values = List.copyOf(values);
      }
    }
  }
}
