package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.upstream.outlier.OutlierWatch;

/**
 * How attempts at the endpoints of one backend end, for all that learns from it: safeguards, the
 * watch for outliers, the latencies that balancing goes by. Not for copies (mirrors) and not for
 * health checks.
 */
final class Outcomes {
  /** So slow a failure counts at least. */
  private static final long FAILURE_NANOS = 1_000_000_000;

  private final Safeguards safeguards;
  private final EndpointChoice choice;

  Outcomes(Safeguards safeguards, EndpointChoice choice) {
    this.safeguards = safeguards;
    this.choice = choice;
  }

  /**
   * The head of an endpoint's final answer is there. At most once for each attempt.
   *
   * @param nanos since the attempt began, which includes the wait for a connection
   */
  void answered(UpstreamEndpoint endpoint, int status, long nanos) {
    safeguards.answered(status, nanos);
    OutlierWatch watch = endpoint.health().watch();
    if (watch != null) {
      watch.answered(status, nanos);
    }
    if (choice.selection().observesLatency()) {
      endpoint.latency().observe(nanos, System.nanoTime());
    }
  }

  /** All of that answer is there. */
  void completed(UpstreamEndpoint endpoint, int status) {
    OutlierWatch watch = endpoint.health().watch();
    if (watch != null) {
      watch.completed(status);
    }
  }

  /**
   * An attempt came to nothing through the endpoint's fault: connect error, reset, broken answer,
   * timeout; also after {@link #answered}, if the answer broke off. Not for attempts that the
   * client or another attempt ended.
   */
  void failed(UpstreamEndpoint endpoint, FailureKind kind, long nanos) {
    safeguards.failed(kind, nanos);
    OutlierWatch watch = endpoint.health().watch();
    if (watch != null) {
      watch.failed();
    }
    if (choice.selection().observesLatency()) {
      // Else an endpoint that refuses at once would look like the fastest of all.
      endpoint.latency().observe(Math.max(nanos, FAILURE_NANOS), System.nanoTime());
    }
  }
}
