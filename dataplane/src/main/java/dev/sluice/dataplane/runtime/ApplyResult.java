package dev.sluice.dataplane.runtime;

import dev.sluice.snapshot.Refusal;
import java.util.List;

/** The data plane's answer to a snapshot. */
public sealed interface ApplyResult {
  /** It serves traffic. */
  record Applied(String version) implements ApplyResult {}

  /**
   * It cannot be used, and what served before goes on.
   *
   * @param reason one line for people
   * @param refusals which sections are at fault; empty when the snapshot as a whole is
   */
  record Refused(String version, String reason, List<Refusal> refusals) implements ApplyResult {
    public Refused {
      refusals = List.copyOf(refusals);
    }
  }
}
