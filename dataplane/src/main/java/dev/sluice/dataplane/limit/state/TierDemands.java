package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.demand.DemandSketch;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is asked of one limit, by tier. Those of windows that it once had are forgotten in time. */
public final class TierDemands {
  private static final int MOST = 64;

  private final Map<TierWindow, DemandSketch> sketches = new LinkedHashMap<>();

  /**
   * Of whom, in what time.
   *
   * @param tier empty for those who have none of their own
   */
  public record TierWindow(String tier, long nanos) {}

  /** The one that there is, or a new one. */
  public synchronized DemandSketch of(TierWindow window) {
    DemandSketch known = sketches.get(window);
    if (known != null) {
      return known;
    }
    if (sketches.size() == MOST) {
      sketches.remove(sketches.keySet().iterator().next());
    }
    DemandSketch sketch = new DemandSketch(window.nanos(), System.nanoTime());
    sketches.put(window, sketch);
    return sketch;
  }

  public synchronized Map<TierWindow, DemandSketch> all() {
    return Map.copyOf(sketches);
  }
}
