package dev.sluice.snapshot;

/** A condition on a header field, a query parameter or a cookie. */
public record FieldMatch(String name, ValueMatch value) {}
