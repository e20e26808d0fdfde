package dev.sluice.dataplane.upstream.health;

import dev.sluice.snapshot.HealthCheck;
import java.util.List;

/** The checks of one backend's endpoints. Under the lock of its {@link BackendHealth}. */
final class Checks {
  private final BackendHealth health;
  private final Transport transport;
  private final HealthTimer timer;
  private final HealthCounters counters;
  private HealthCheck policy = HealthCheck.OFF;
  private boolean everOn;

  Checks(BackendHealth health, Transport transport, HealthTimer timer, HealthCounters counters) {
    this.health = health;
    this.transport = transport;
    this.timer = timer;
    this.counters = counters;
  }

  boolean everOn() {
    return everOn;
  }

  void policy(HealthCheck value, List<EndpointHealth> members) {
    if (value.equals(policy)) {
      return;
    }
    policy = value;
    switch (value) {
      case HealthCheck.Off off -> members.forEach(this::leave);
      case HealthCheck.On on -> {
        everOn = true;
        for (EndpointHealth member : members) {
          Prober prober = member.prober;
          if (prober == null) {
            // It has served so far, and nothing speaks against it.
            begin(member, on, true);
          } else {
            prober.policy(on);
          }
        }
      }
    }
  }

  void join(EndpointHealth member, boolean trusted) {
    if (policy instanceof HealthCheck.On on) {
      begin(member, on, trusted);
    }
  }

  private void begin(EndpointHealth member, HealthCheck.On on, boolean trusted) {
    member.trusted = trusted;
    HealthJudge judge = new HealthJudge();
    member.judge = judge;
    Prober prober =
        new Prober(
            member.address,
            member.endpoint.toString(),
            member.forbidden,
            on,
            transport,
            timer,
            (result, pace, tookMillis) -> checked(member, judge, result, pace, tookMillis));
    member.prober = prober;
    prober.start();
  }

  /** On the thread of the check, without the lock. */
  private boolean checked(
      EndpointHealth member,
      HealthJudge judge,
      CheckResult result,
      HealthCheck.Pace pace,
      long tookMillis) {
    counters.checked(result.outcome());
    boolean well;
    boolean news;
    synchronized (health) {
      if (member.judge != judge) {
        return false;
      }
      EndpointState before = judge.state();
      judge.judge(result.outcome(), pace);
      news = judge.state() != before;
      member.lastCheck = new LastCheck(timer.now(), result.outcome(), result.detail(), tookMillis);
      well = judge.state() != EndpointState.UNHEALTHY;
    }
    if (news) {
      health.changed();
    }
    return well;
  }

  /** How long it takes to find an endpoint well that is so from now on, at most. */
  long recoveryMillis() {
    return policy instanceof HealthCheck.On on
        ? on.pace().healthyThreshold() * on.pace().unhealthyIntervalMillis()
        : Recovery.NEVER;
  }

  /** Nobody asks it any more. */
  void leave(EndpointHealth member) {
    Prober prober = member.prober;
    if (prober != null) {
      prober.stop();
    }
    member.prober = null;
    member.judge = null;
    member.lastCheck = null;
  }
}
