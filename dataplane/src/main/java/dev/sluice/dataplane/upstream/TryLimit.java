package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.Timeout;

/** The end of the time of one try, as far as its endpoint has had it. */
final class TryLimit implements Runnable {
  private final Attempt attempt;

  TryLimit(Attempt attempt) {
    this.attempt = attempt;
  }

  @Override
  public void run() {
    if (attempt.timeout() instanceof Timeout.After(long millis)) {
      long left = millis - Blame.nanos(attempt) / 1_000_000;
      if (attempt.body().awaitsClient()) {
        // The backend is not at fault, and the client has limits of its own.
        attempt.limitTime(millis);
      } else if (left > 0) {
        attempt.limitTime(left);
      } else {
        attempt.fail(
            FailureKind.UPSTREAM_TIMEOUT,
            attempt.endpoint() + ": no complete answer in the time of one try");
      }
    }
  }
}
