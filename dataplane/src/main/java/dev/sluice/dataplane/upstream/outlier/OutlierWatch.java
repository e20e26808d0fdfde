package dev.sluice.dataplane.upstream.outlier;

import dev.sluice.dataplane.reply.FailureKind;
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
    if (status < 500) {
      gatewayErrors.good();
      serverErrors.good();
      return;
    }
    if (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT) {
      check(limits.consecutiveGatewayErrors(), gatewayErrors.bad(), EjectionReason.GATEWAY_ERRORS);
    } else {
      gatewayErrors.good();
    }
    check(limits.consecutive5xx(), serverErrors.bad(), EjectionReason.SERVER_ERRORS);
  }

  /** An attempt came to nothing through the endpoint's fault. */
  public void failed(FailureKind kind) {
    OutlierDetection.On limits = policy;
    boolean begun = kind == FailureKind.UPSTREAM_TRUNCATED;
    int gateway = begun ? gatewayErrors.brokeOff() : gatewayErrors.bad();
    int server = begun ? serverErrors.brokeOff() : serverErrors.bad();
    check(limits.consecutiveGatewayErrors(), gateway, EjectionReason.GATEWAY_ERRORS);
    check(limits.consecutive5xx(), server, EjectionReason.SERVER_ERRORS);
  }

  private void check(int limit, int streak, EjectionReason reason) {
    if (limit > 0 && streak >= limit) {
      eject.accept(reason);
    }
  }

  /** The endpoint begins anew. */
  public void reset() {
    gatewayErrors.reset();
    serverErrors.reset();
    latencies();
  }

  /** What was measured since the last call. */
  public Latencies latencies() {
    return new Latencies(nanos.sumThenReset(), answers.sumThenReset());
  }
}
