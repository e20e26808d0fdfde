package dev.sluice.dataplane.upstream;

import java.util.ArrayList;
import java.util.List;

/** The extra tries of one request: after which wait, and where. Made when the first try failed. */
final class Retries {
  /** Who tries again. */
  interface Next {
    /**
     * @param fresh not over a pooled connection
     */
    void tryAgain(List<UpstreamEndpoint> tried, boolean fresh);
  }

  private final TimingWheel wheel;
  private final Next next;
  private final List<UpstreamEndpoint> tried = new ArrayList<>(2);
  private final Timer pause = new Timer(this::tryAgain);
  private boolean fresh;

  Retries(TimingWheel wheel, Next next) {
    this.wheel = wheel;
    this.next = next;
  }

  /**
   * @param millis 0: at once
   * @param newConnection a pool whose connection was dead may hold more such
   */
  void after(long millis, UpstreamEndpoint failed, boolean newConnection) {
    tried.add(failed);
    fresh = newConnection;
    if (millis == 0) {
      tryAgain();
    } else {
      wheel.schedule(pause, millis);
    }
  }

  private void tryAgain() {
    next.tryAgain(tried, fresh);
  }

  /** The request is over. */
  void cancel() {
    wheel.cancel(pause);
  }
}
