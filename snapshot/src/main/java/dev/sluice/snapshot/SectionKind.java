package dev.sluice.snapshot;

/** The kinds of sections, in the order in which they stand in a snapshot. */
public enum SectionKind {
  GATEWAY,
  ROUTE,
  BACKEND
}
