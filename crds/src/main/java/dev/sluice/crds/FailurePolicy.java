package dev.sluice.crds;

/** What holds while somebody who must be asked does not answer. */
public enum FailurePolicy {
  Open,
  Closed
}
