package dev.sluice.snapshot;

/**
 * Where an effective value comes from.
 *
 * @param policy which value, such as {@code timeouts.request}
 * @param kind of the object that says so: {@code DataPlane} or {@code GatewayRoute}
 * @param field in that object, such as {@code spec.defaults.timeouts.request}
 */
public record PolicyOrigin(String policy, String kind, ObjectKey object, String field) {}
