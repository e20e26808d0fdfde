package dev.sluice.snapshot;

/** One part of a snapshot, compiled from one resource. Sections change independently. */
public sealed interface Section
    permits GatewaySection,
        RouteSection,
        BackendSection,
        SecretSection,
        NetworkFeed,
        JsonSchema,
        RateLimitSection {
  SectionKey key();
}
