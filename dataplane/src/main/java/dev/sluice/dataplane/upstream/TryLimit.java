package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.Timeout;

/** The time of one try, as far as its endpoint has had it. On the request's I/O thread. */
final class TryLimit implements Runnable {
  private final Attempt attempt;
  private final Timer timer = new Timer(this);

  TryLimit(Attempt attempt) {
    this.attempt = attempt;
  }

  /** The endpoint's time begins. */
  void start(long millis) {
    attempt.loop().wheel().schedule(timer, millis);
  }

  void cancel() {
    attempt.loop().wheel().cancel(timer);
  }

  @Override
  public void run() {
    if (attempt.timeout() instanceof Timeout.After(long millis)) {
      long left = millis - Blame.nanos(attempt) / 1_000_000;
      if (attempt.body().awaitsClient()) {
        // The backend is not at fault, and the client has limits of its own.
        start(millis);
      } else if (left > 0) {
        start(left);
      } else {
        attempt.fail(
            FailureKind.UPSTREAM_TIMEOUT,
            attempt.endpoint() + ": no complete answer in the time of one try");
      }
    }
  }
}
