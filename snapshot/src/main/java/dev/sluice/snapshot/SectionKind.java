package dev.sluice.snapshot;

/** The kinds of sections, in the order in which they stand in a snapshot. */
public enum SectionKind {
  GATEWAY,
  ROUTE,
  BACKEND,
  CERTIFICATE,
  CA_BUNDLE,
  CREDENTIAL,
  API_KEY;

  /** Whether the content of such a section must never be shown. */
  public boolean secret() {
    return this == CERTIFICATE || this == CREDENTIAL || this == API_KEY;
  }
}
