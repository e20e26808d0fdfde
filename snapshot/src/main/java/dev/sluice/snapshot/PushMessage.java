package dev.sluice.snapshot;

import java.util.List;

/** What an operator replica says to a data plane. */
public sealed interface PushMessage {

  /**
   * The first message of a stream, and again whenever leadership changes.
   *
   * @param replica name of the operator replica
   */
  record Welcome(String replica, boolean leader, long term) implements PushMessage {}

  /** The whole configuration, for a data plane that has none or one that is unknown here. */
  record FullSnapshot(
      Position position, String version, List<EncodedSection> sections, List<EndpointSet> endpoints)
      implements PushMessage {
    public FullSnapshot {
      sections = List.copyOf(sections);
      endpoints = List.copyOf(endpoints);
    }
  }

  /**
   * What changed since the version that the data plane has.
   *
   * @param endpoints sets of new backends, and such as changed at the same time
   */
  record Delta(Position position, SnapshotDelta delta, List<EndpointSet> endpoints)
      implements PushMessage {
    public Delta {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** Pods that came or went. The version stays. */
  record Endpoints(Position position, List<EndpointSet> changed) implements PushMessage {
    public Endpoints {
      changed = List.copyOf(changed);
    }
  }
}
