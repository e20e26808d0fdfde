package dev.sluice.dataplane.upstream.outlier;

import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * How the requests to one endpoint go, whichever route they come from. Called for each attempt, on
 * any I/O thread: a good answer costs a few reads.
 */
public final class OutlierWatch {
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final Consumer<EjectionReason> eject;
  private final Streak gatewayErrors = new Streak();
  private final Streak serverErrors = new Streak();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder answers = new LongAdder();
  private volatile OutlierDetection.On policy;

  /**
   * @param eject told each time that a limit is reached, and again with each failure beyond it; on
   *     the thread of the request
   */
  public OutlierWatch(OutlierDetection.On policy, Consumer<EjectionReason> eject) {
    this.policy = policy;
    this.eject = eject;
  }

  /** What was counted so far stays. */
  public void policy(OutlierDetection.On value) {
    policy = value;
  }

  /** The head of an answer is there. */
  public void answered(int status, long tookNanos) {
    OutlierDetection.On limits = policy;
    if (!limits.latency().equals(Timeout.NONE)) {
      nanos.add(tookNanos);
      answers.increment();
    }
    if (gatewayError(status)) {
      check(limits.consecutiveGatewayErrors(), gatewayErrors.grow(), EjectionReason.GATEWAY_ERRORS);
    }
    if (status >= 500) {
      check(limits.consecutive5xx(), serverErrors.grow(), EjectionReason.SERVER_ERRORS);
    }
  }

  /**
   * All of that answer is there. Only now does it end a row of failures: whoever breaks off every
   * answer after a good head fails every request.
   */
  public void completed(int status) {
    if (!gatewayError(status)) {
      gatewayErrors.end();
    }
    if (status < 500) {
      serverErrors.end();
    }
  }

  private static boolean gatewayError(int status) {
    return status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT;
  }

  /** An attempt came to nothing through the endpoint's fault. */
  public void failed() {
    OutlierDetection.On limits = policy;
    check(limits.consecutiveGatewayErrors(), gatewayErrors.grow(), EjectionReason.GATEWAY_ERRORS);
    check(limits.consecutive5xx(), serverErrors.grow(), EjectionReason.SERVER_ERRORS);
  }

  private void check(int limit, int streak, EjectionReason reason) {
    if (limit > 0 && streak >= limit) {
      eject.accept(reason);
    }
  }

  /** The endpoint begins anew. */
  public void reset() {
    gatewayErrors.end();
    serverErrors.end();
    latencies();
  }

  /** What was measured since the last call. */
  public Latencies latencies() {
    return new Latencies(nanos.sumThenReset(), answers.sumThenReset());
  }
}
