package dev.sluice.snapshot;

/** What a refusal leads to. */
public enum DecisionMode {
  ENFORCE,
  /** It is logged and counted, and the request passes. */
  SHADOW
}
