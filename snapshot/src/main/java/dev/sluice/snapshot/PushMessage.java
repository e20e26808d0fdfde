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

  /**
   * Another replica has been told to forget a key of a shared limit. From any operator, the one
   * that is followed or not.
   */
  record Reset(CounterReset what) implements PushMessage {}

  /**
   * How much of what all replicas share is this one's: the answer to {@link PlaneMessage.Demands},
   * from the leader only. See {@code docs/decisions/shares-of-a-limit.md}.
   *
   * @param term of the leader; an older leader is not listened to
   * @param number of this answer in its term
   * @param answers the number of the demands; what is granted here runs out {@code leaseMillis}
   *     after these were sent
   * @param replicas that are alive, this one included
   * @param rank of this one among them, from 0 on
   * @param joined whether the others have made room for it; until then it has next to nothing of
   *     what nothing is said about
   * @param shares of counters; an equal share of all others
   */
  record Shares(
      long term,
      long number,
      long answers,
      int replicas,
      int rank,
      boolean joined,
      int leaseMillis,
      List<CounterShare> shares)
      implements PushMessage {
    /** More are not understood. */
    public static final int MOST = 2_048;

    public static final int MOST_REPLICAS = 10_000;

    public Shares {
      shares = List.copyOf(shares);
      if (replicas < 1
          || replicas > MOST_REPLICAS
          || rank < 0
          || rank >= replicas
          || leaseMillis < 100
          || leaseMillis > 60_000
          || shares.size() > MOST) {
        throw new IllegalArgumentException("no shares");
      }
    }
  }
}
