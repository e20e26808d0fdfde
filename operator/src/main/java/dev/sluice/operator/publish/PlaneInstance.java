package dev.sluice.operator.publish;

import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.Refusal;
import java.util.List;

/**
 * One process of a data plane that is connected, as it describes itself.
 *
 * @param name the pod's
 * @param held what it serves
 * @param refusals sections that it cannot use in their present form
 * @param draining it takes no new connections and will soon be gone
 */
public record PlaneInstance(
    String name, String release, Held held, List<Refusal> refusals, boolean draining) {
  public PlaneInstance {
    refusals = List.copyOf(refusals);
  }

  public boolean holds(String version) {
    return held instanceof Held.Configuration configuration
        && configuration.version().equals(version);
  }

  /** Serves something and takes connections. */
  public boolean ready() {
    return held instanceof Held.Configuration && !draining;
  }
}
