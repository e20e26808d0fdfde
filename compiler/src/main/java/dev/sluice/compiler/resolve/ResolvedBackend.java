package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.Optional;

/**
 * How to speak with a backend.
 *
 * @param maxAge empty: connections are used as long as they live
 */
public record ResolvedBackend(
    ObjectKey backend,
    Duration connectTimeout,
    Duration idleTimeout,
    int maxPerEndpoint,
    int maxPending,
    Optional<Duration> maxAge) {}
