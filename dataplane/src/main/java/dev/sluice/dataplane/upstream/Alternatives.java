package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The backends that one backend hands requests on to. Made again with every snapshot. */
final class Alternatives {
  static final Alternatives NONE = new Alternatives(List.of(), null);

  private final Upstream[] failover;
  private final @Nullable Upstream fallback;

  private Alternatives(List<Upstream> failover, @Nullable Upstream fallback) {
    this.failover = failover.toArray(Upstream[]::new);
    this.fallback = fallback;
  }

  /**
   * @param upstreams all that there are; those that are missing are passed over
   */
  static Alternatives of(
      BackendSection backend, Function<ObjectKey, @Nullable Upstream> upstreams) {
    Upstream fallback =
        backend.circuitBreaker() instanceof CircuitBreaker.On breaker
                && breaker.fallback() instanceof BreakerFallback.Elsewhere(ObjectKey other)
            ? upstreams.apply(other)
            : null;
    if (backend.failover().isEmpty() && fallback == null) {
      return NONE;
    }
    SequencedSet<ObjectKey> order = new LinkedHashSet<>(List.of(backend.backend()));
    List<Upstream> failover = new ArrayList<>();
    collect(backend, upstreams, order, failover);
    return new Alternatives(failover, fallback);
  }

  /** Each with those behind it, so that a request finds the next at once; each once. */
  private static void collect(
      BackendSection backend,
      Function<ObjectKey, @Nullable Upstream> upstreams,
      SequencedSet<ObjectKey> seen,
      List<Upstream> into) {
    for (ObjectKey key : backend.failover()) {
      Upstream next = seen.add(key) ? upstreams.apply(key) : null;
      if (next != null) {
        into.add(next);
        collect(next.settings(), upstreams, seen, into);
      }
    }
  }

  /** The first that has an endpoint fit for requests. */
  @Nullable Upstream firstUsable() {
    for (Upstream next : failover) {
      if (next.choice().hasUsable()) {
        return next;
      }
    }
    return null;
  }

  /** The first that would rather ask unhealthy endpoints than nobody. */
  @Nullable Upstream firstInPanic() {
    for (Upstream next : failover) {
      if (next.choice().inPanic()) {
        return next;
      }
    }
    return null;
  }

  /** Who answers while the circuit breaker is open, if anybody does. */
  @Nullable Upstream fallback() {
    return fallback;
  }
}
