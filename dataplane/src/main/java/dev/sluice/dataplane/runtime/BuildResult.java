package dev.sluice.dataplane.runtime;

import dev.sluice.snapshot.Refusal;
import java.util.List;

/** What became of a snapshot. */
sealed interface BuildResult {
  record Built(GatewayRuntime runtime) implements BuildResult {}

  /**
   * @param refusals one for each section that cannot be used
   */
  record Refused(List<Refusal> refusals) implements BuildResult {
    public Refused {
      refusals = List.copyOf(refusals);
    }
  }
}
