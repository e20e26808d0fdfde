package dev.sluice.snapshot;

/** What configuration a data plane has. */
public sealed interface Held {
  record Nothing() implements Held {}

  record Configuration(String version, Position position) implements Held {}
}
