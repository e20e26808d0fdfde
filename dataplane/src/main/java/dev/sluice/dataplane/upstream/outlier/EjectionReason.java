package dev.sluice.dataplane.upstream.outlier;

import java.util.Locale;

/** Why an endpoint is ejected. */
public enum EjectionReason {
  /** Connect errors, resets, broken answers, timeouts, 502, 503, 504 in a row. */
  GATEWAY_ERRORS,
  /** These or any other 5xx in a row. */
  SERVER_ERRORS,
  /** Slower than allowed, and than the others. */
  LATENCY;

  /** As a metric label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
