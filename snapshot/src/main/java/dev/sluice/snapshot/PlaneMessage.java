package dev.sluice.snapshot;

import java.util.List;

/** What a data plane says to an operator replica. */
public sealed interface PlaneMessage {

  /**
   * The first message of a stream.
   *
   * @param dataPlane whose configuration it wants; checked against its ServiceAccount
   * @param instance its own name (the pod's), unique among the replicas of the data plane
   * @param release of its software
   */
  record Hello(ObjectKey dataPlane, String instance, String release) implements PlaneMessage {}

  /** From now on send configuration on this stream, starting from what is held. */
  record Subscribe(Held held) implements PlaneMessage {}

  /** Another stream supplies the configuration; this one only hears {@link State}. */
  record Unsubscribe() implements PlaneMessage {}

  /** The version is built, checked and serves traffic. */
  record Ack(String version) implements PlaneMessage {}

  /**
   * The version cannot be used; the one before it goes on serving.
   *
   * @param refusals which sections are at fault; empty when the message as a whole is (a hash that
   *     does not match), which {@code reason} then explains
   */
  record Nack(String version, String reason, List<Refusal> refusals) implements PlaneMessage {
    public Nack {
      refusals = List.copyOf(refusals);
    }
  }

  /** What this data plane serves now; to every replica, at once when it changes. */
  record State(Held held, List<Refusal> refusals, boolean draining) implements PlaneMessage {
    public State {
      refusals = List.copyOf(refusals);
    }
  }

  /**
   * How backends do, to every replica: all of them after each Welcome, then those that changed, at
   * most once a second.
   *
   * @param all nothing that was told before counts any more
   */
  record Backends(boolean all, List<BackendState> states) implements PlaneMessage {
    public Backends {
      states = List.copyOf(states);
    }
  }

  /**
   * How providers do that fetch keys, to every replica: after each Welcome and when something
   * changes, at most once a second. All of them each time, for they are few and seldom change.
   */
  record Providers(List<ProviderState> states) implements PlaneMessage {
    public Providers {
      states = List.copyOf(states);
    }
  }

  /**
   * Whether the store answers in which limits are counted together with other data planes, to every
   * replica: before the first State after each Welcome, and when it changes, at most once a second.
   */
  record Store(StoreState state) implements PlaneMessage {}

  /**
   * Somebody wants a key of a shared limit to be forgotten. The operator says so to all other
   * replicas of this data plane.
   */
  record Reset(CounterReset what) implements PlaneMessage {}

  /**
   * How much is asked of counters that all replicas share, once a second, to the replica that
   * supplies the configuration: those that are near their limit or have a share. The leader answers
   * with {@link PushMessage.Shares}.
   *
   * @param number counts up
   * @param heardTerm of the answer that was last taken; -1: none
   * @param heard its number
   * @param replicas that this one reckons with; 0: it does not know
   * @param joined whether it has its equal share
   */
  record Demands(
      long number,
      long heardTerm,
      long heard,
      int replicas,
      boolean joined,
      List<CounterDemand> counters)
      implements PlaneMessage {
    /** More are not understood. */
    public static final int MOST = 2_048;

    public Demands {
      counters = List.copyOf(counters);
      if (replicas < 0 || replicas > PushMessage.Shares.MOST_REPLICAS || counters.size() > MOST) {
        throw new IllegalArgumentException("no demands");
      }
    }
  }
}
