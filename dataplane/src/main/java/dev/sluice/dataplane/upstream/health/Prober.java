package dev.sluice.dataplane.upstream.health;

import dev.sluice.snapshot.HealthCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks one endpoint, time and again, one check at a time. However many routes use the backend, and
 * however its policy changes, there is one of these for an endpoint.
 */
final class Prober {
  /** The first check comes within so long: the endpoint may be waiting for its first request. */
  private static final long SOON_MILLIS = 1_000;

  /** The share of an interval by which checks wander, so that they do not keep in step. */
  private static final double SPREAD = 0.1;

  /** What becomes of the verdicts. */
  interface Verdicts {
    /**
     * On the thread of the check.
     *
     * @return whether the endpoint is well
     */
    boolean checked(CheckResult result, HealthCheck.Pace pace, long tookMillis);
  }

  private final InetSocketAddress endpoint;
  private final String name;
  private final IntFunction<Optional<String>> forbidden;
  private final Transport transport;
  private final HealthTimer timer;
  private final Verdicts verdicts;
  private HealthCheck.On policy;
  private HealthTimer.@Nullable Pending next;
  private @Nullable CheckRun running;
  private boolean stopped;

  /**
   * @param name the endpoint as in a URI authority
   * @param forbidden why nobody may connect to a port there: the words after "the address"
   */
  Prober(
      InetSocketAddress endpoint,
      String name,
      IntFunction<Optional<String>> forbidden,
      HealthCheck.On policy,
      Transport transport,
      HealthTimer timer,
      Verdicts verdicts) {
    this.endpoint = endpoint;
    this.name = name;
    this.forbidden = forbidden;
    this.policy = policy;
    this.transport = transport;
    this.timer = timer;
    this.verdicts = verdicts;
  }

  synchronized void start() {
    if (!stopped) {
      schedule((long) (timer.chance() * Math.min(SOON_MILLIS, policy.pace().intervalMillis())));
    }
  }

  /** Goes on by these rules; a check that runs ends by the old ones. */
  synchronized void policy(HealthCheck.On value) {
    policy = value;
    if (running == null) {
      start();
    }
  }

  /** No check begins or reports any more. */
  synchronized void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
    if (running != null) {
      running.close();
    }
  }

  private void schedule(long millis) {
    after(millis, this::due);
  }

  private void after(long millis, Runnable action) {
    if (next != null) {
      next.cancel();
    }
    next = timer.after(millis, action);
  }

  private synchronized void due() {
    if (stopped || running != null) {
      return;
    }
    long wait = timer.turnMillis();
    if (wait > 0) {
      after(wait, this::begin);
    } else {
      begin();
    }
  }

  private synchronized void begin() {
    if (stopped || running != null) {
      return;
    }
    HealthCheck.On rules = policy;
    int port = rules.port() == 0 ? endpoint.getPort() : rules.port();
    InetAddress address = endpoint.getAddress();
    CheckRun run =
        new CheckRun(
            new InetSocketAddress(address, port),
            Check.of(rules.probe(), name, transport),
            transport,
            rules.pace().timeoutMillis(),
            timer);
    running = run;
    timer.start(() -> check(run, port, rules.pace()));
  }

  private void check(CheckRun run, int port, HealthCheck.Pace pace) {
    long began = timer.nanos();
    // Each time: what may be dialled changes with snapshots.
    CheckResult result =
        forbidden
            .apply(port)
            .map(why -> new CheckResult(CheckOutcome.UNREACHABLE, "the address " + why))
            .orElseGet(run::run);
    long tookMillis = (timer.nanos() - began) / 1_000_000;
    if (!ended()) {
      return;
    }
    // Outside the lock: whoever listens has locks of his own, and may stop this.
    boolean well = verdicts.checked(result, pace, tookMillis);
    goOn(well, tookMillis);
  }

  /**
   * @return whether the verdict counts
   */
  private synchronized boolean ended() {
    running = null;
    return !stopped;
  }

  private synchronized void goOn(boolean well, long tookMillis) {
    if (stopped) {
      return;
    }
    HealthCheck.Pace pace = policy.pace();
    long interval = well ? pace.intervalMillis() : pace.unhealthyIntervalMillis();
    double wandering = 1 + SPREAD * (2 * timer.chance() - 1);
    schedule(Math.max(1, (long) (interval * wandering) - tookMillis));
  }
}
