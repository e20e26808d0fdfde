package dev.sluice.dataplane.admin;

/** Whether traffic should be sent here. */
public sealed interface Readiness {
  /** A whole snapshot is applied and the process does not drain. */
  record Ready(String version) implements Readiness {}

  /** No snapshot came yet. */
  record NotConfigured() implements Readiness {}

  /** The process takes leave. */
  record Draining() implements Readiness {}
}
