package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Versions of the push protocol, as WebSocket subprotocols (RFC 6455 section 1.9). Both sides speak
 * the newest and the one before, so that operator and data planes upgrade in any order.
 */
public enum PushProtocol {
  /** Full snapshots and endpoints only. */
  V1("push.v1.sluice.dev"),
  /** Adds deltas. */
  V2("push.v2.sluice.dev"),
  /** Adds the data plane's view of its backends. */
  V3("push.v3.sluice.dev"),
  /** Adds how the data plane does with the keys that it fetches. */
  V4("push.v4.sluice.dev"),
  /** Adds shares of limits, and whether the store of limits answers. */
  V5("push.v5.sluice.dev"),
  /** Adds resets of shared limits, which go to all replicas. */
  V6("push.v6.sluice.dev");

  /** Newest first, as a client offers them. */
  public static final List<PushProtocol> OFFERED = List.of(V6, V5, V4, V3, V2, V1);

  private final String subprotocol;

  PushProtocol(String subprotocol) {
    this.subprotocol = subprotocol;
  }

  public String subprotocol() {
    return subprotocol;
  }

  public boolean knowsDeltas() {
    return this != V1;
  }

  /** Whether a data plane that speaks this understands {@link PushMessage.Reset}. */
  public boolean knowsResets() {
    return compareTo(V6) >= 0;
  }

  /** Whether an operator that speaks this understands the message. */
  public boolean knows(PlaneMessage message) {
    return switch (message) {
      case PlaneMessage.Backends backends -> compareTo(V3) >= 0;
      case PlaneMessage.Providers providers -> compareTo(V4) >= 0;
      case PlaneMessage.Demands demands -> compareTo(V5) >= 0;
      case PlaneMessage.Store store -> compareTo(V5) >= 0;
      case PlaneMessage.Reset reset -> compareTo(V6) >= 0;
      case PlaneMessage.Hello hello -> true;
      case PlaneMessage.Subscribe subscribe -> true;
      case PlaneMessage.Unsubscribe unsubscribe -> true;
      case PlaneMessage.Ack ack -> true;
      case PlaneMessage.Nack nack -> true;
      case PlaneMessage.State state -> true;
    };
  }

  /** The newest that both sides speak. */
  public static Optional<PushProtocol> choose(List<String> offered) {
    return OFFERED.stream()
        .filter(protocol -> offered.contains(protocol.subprotocol))
        .max(Comparator.naturalOrder());
  }

  public static Optional<PushProtocol> of(String subprotocol) {
    return choose(List.of(subprotocol));
  }
}
