package dev.sluice.snapshot;

/** What a request gets while the circuit breaker of its backend is open. */
public sealed interface BreakerFallback {
  BreakerFallback REFUSE = new Refuse();

  /** 503 with {@code Retry-After}. */
  record Refuse() implements BreakerFallback {}

  /** Another backend's answer. */
  record Elsewhere(ObjectKey backend) implements BreakerFallback {}

  /** A fixed answer. */
  record Answer(int status, String contentType, String body) implements BreakerFallback {}
}
