package dev.sluice.dataplane.upstream.health;

import java.util.Locale;

/** How well an endpoint is. */
public enum EndpointState {
  /** Takes requests. Without checks, and unless it is ejected, every endpoint is. */
  HEALTHY,
  /** Well, but asks to be spared: takes requests while too few others are healthy. */
  DEGRADED,
  /** No check has ended yet. */
  UNKNOWN,
  /** Its checks fail. */
  UNHEALTHY,
  /** Its checks do not fail, its requests do: it gets none for a while. */
  EJECTED;

  /** As a metric label and on the admin port. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
