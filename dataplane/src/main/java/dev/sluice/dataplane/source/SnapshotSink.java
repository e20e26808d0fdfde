package dev.sluice.dataplane.source;

import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Refusal;
import java.util.List;
import java.util.Optional;

/** Where a source delivers: build, and swap if all went well. Called on one thread at a time. */
public interface SnapshotSink {

  /**
   * Builds the snapshot and puts it in force together with its endpoints, or leaves all as is but
   * credentials that it does not have any more.
   *
   * @param refused what a later one says of credentials, that was refused while this one was in
   *     force: nothing that it does not have any more counts
   */
  Outcome apply(
      EncodedSnapshot snapshot, List<EndpointSet> endpoints, Optional<EncodedSnapshot> refused);

  /** Pods came or went; no route work. Sets of unknown backends are ignored. */
  void endpoints(List<EndpointSet> changed);

  /** What became of a snapshot. */
  sealed interface Outcome {
    record Applied() implements Outcome {}

    /**
     * @param reason for people
     * @param refusals the sections at fault; may be empty
     */
    record Refused(String reason, List<Refusal> refusals) implements Outcome {
      public Refused {
        refusals = List.copyOf(refusals);
      }
    }
  }
}
