package dev.sluice.snapshot;

/** What a policy limits. */
public sealed interface LimitTarget {
  /** All requests of the data plane that a rule takes. */
  record Plane() implements LimitTarget {}

  record Route(ObjectKey route) implements LimitTarget {}

  record Rule(ObjectKey route, String rule) implements LimitTarget {}

  /** Requests that go to a backend, whichever route sends them. */
  record Backend(ObjectKey backend) implements LimitTarget {}
}
