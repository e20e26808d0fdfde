package dev.sluice.dataplane.upstream.health;

import java.time.Instant;
import java.util.Optional;

/**
 * How well an endpoint is, and why.
 *
 * @param available whether requests go to it now
 * @param since when the state began
 * @param reason in words; empty if there is nothing to say
 * @param ejectedUntil only while it is ejected
 * @param lastCheck only if it is checked
 */
public record HealthView(
    EndpointState state,
    boolean available,
    Instant since,
    String reason,
    Optional<Instant> ejectedUntil,
    Optional<LastCheck> lastCheck) {}
