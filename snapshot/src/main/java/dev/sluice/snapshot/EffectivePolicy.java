package dev.sluice.snapshot;

import java.util.Optional;

/**
 * A value as it holds for a rule, for people.
 *
 * @param policy which, such as {@code timeouts.request}
 * @param value as a resource would say it
 * @param origin who said so; empty when it is built in
 */
public record EffectivePolicy(String policy, String value, Optional<PolicyOrigin> origin) {}
