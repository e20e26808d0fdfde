package dev.sluice.crds;

/** What becomes of a credential on the way to the backend. */
public enum Keeping {
  Keep,
  Strip
}
