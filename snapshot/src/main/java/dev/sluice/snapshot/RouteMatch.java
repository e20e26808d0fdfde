package dev.sluice.snapshot;

/** All parts must hold. */
public record RouteMatch(PathMatch path, MethodMatch method) {}
