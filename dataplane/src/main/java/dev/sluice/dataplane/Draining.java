package dev.sluice.dataplane;

import dev.sluice.dataplane.observe.Telemetry;
import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.upstream.Upstreams;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes leave without breaking anything off: readiness goes off and answers end their connections;
 * after the delay no connection is accepted; requests under way finish, up to the limit; tunnels
 * are closed at the end.
 */
final class Draining {
  private static final Logger log = LoggerFactory.getLogger(Draining.class);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A tunnel that is closed says goodbye to both ends. */
  private static final Duration GOODBYES = Duration.ofSeconds(1);

  private final Gateway gateway;
  private final Upstreams upstreams;
  private final Telemetry telemetry;

  Draining(Gateway gateway, Upstreams upstreams, Telemetry telemetry) {
    this.gateway = gateway;
    this.upstreams = upstreams;
    this.telemetry = telemetry;
  }

  /**
   * Blocks until it is over.
   *
   * @param delay for which connections are still accepted, while the word gets round
   * @param limit for requests that are under way then
   */
  void drain(Duration delay, Duration limit) {
    log.info(
        "draining: {} requests under way, ports close in {} s",
        telemetry.activeRequests(),
        delay.toSeconds());
    gateway.drain();
    pause(delay, Until.TIME_IS_UP);
    gateway.stopAccepting();
    pause(limit, Until.NO_REQUESTS);
    gateway.closeIdle();
    upstreams.tunnels().closeAll();
    pause(GOODBYES, Until.NOTHING_LEFT);
    log.info("drained: {} requests left", telemetry.activeRequests());
  }

  private enum Until {
    TIME_IS_UP,
    /** Besides tunnels. */
    NO_REQUESTS,
    /** Neither requests nor tunnels. */
    NOTHING_LEFT
  }

  private void pause(Duration limit, Until until) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline && !isReached(until)) {
      if (until == Until.NO_REQUESTS) {
        gateway.closeIdle();
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private boolean isReached(Until until) {
    return switch (until) {
      case TIME_IS_UP -> false;
      case NO_REQUESTS -> telemetry.activeRequests() <= upstreams.tunnels().count();
      case NOTHING_LEFT -> telemetry.activeRequests() <= 0;
    };
  }
}
