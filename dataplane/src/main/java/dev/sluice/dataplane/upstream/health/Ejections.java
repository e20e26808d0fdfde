package dev.sluice.dataplane.upstream.health;

import dev.sluice.dataplane.upstream.outlier.EjectionReason;
import dev.sluice.dataplane.upstream.outlier.EjectionShare;
import dev.sluice.dataplane.upstream.outlier.Latencies;
import dev.sluice.dataplane.upstream.outlier.OutlierWatch;
import dev.sluice.snapshot.OutlierDetection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ejections of one backend's endpoints. Under the lock of its {@link BackendHealth}. */
final class Ejections {
  private final BackendHealth health;
  private final HealthTimer timer;
  private final HealthCounters counters;
  private OutlierDetection policy = OutlierDetection.OFF;
  private HealthTimer.@Nullable Pending tick;
  private boolean everOn;

  /** So many of the members are. */
  private int ejected;

  Ejections(BackendHealth health, HealthTimer timer, HealthCounters counters) {
    this.health = health;
    this.timer = timer;
    this.counters = counters;
  }

  boolean everOn() {
    return everOn;
  }

  void policy(OutlierDetection value, List<EndpointHealth> members) {
    if (value.equals(policy)) {
      return;
    }
    policy = value;
    close();
    switch (value) {
      case OutlierDetection.Off off ->
          members.forEach(
              member -> {
                member.watch(null);
                comeBack(member);
              });
      case OutlierDetection.On on -> {
        everOn = true;
        members.forEach(member -> watch(member, on));
        schedule(on);
      }
    }
  }

  void join(EndpointHealth member) {
    if (policy instanceof OutlierDetection.On on) {
      watch(member, on);
    }
  }

  private void watch(EndpointHealth member, OutlierDetection.On on) {
    OutlierWatch watch = member.watch();
    if (watch == null) {
      member.watch(new OutlierWatch(on, reason -> health.eject(member, reason)));
      member.quietSinceNanos = timer.nanos();
    } else {
      watch.policy(on);
    }
  }

  void leave(EndpointHealth member) {
    if (member.ejected != null) {
      ejected--;
    }
    if (member.comeback != null) {
      member.comeback.cancel();
      member.comeback = null;
    }
  }

  void close() {
    if (tick != null) {
      tick.cancel();
      tick = null;
    }
  }

  /**
   * @return whether it is ejected now and was not before
   */
  boolean eject(EndpointHealth member, EjectionReason reason) {
    if (!(policy instanceof OutlierDetection.On on)
        || member.ejected != null
        || member.checked() == EndpointState.UNHEALTHY) {
      return false;
    }
    if (!EjectionShare.allows(
        health.members().size(),
        ejected,
        () -> health.anyUsableBeside(member),
        on.maxEjectedPercent())) {
      return false;
    }
    long millis = member.history.eject(on);
    member.ejected = reason;
    ejected++;
    member.ejectedUntil = timer.now().plusMillis(millis);
    // A timer of its own: an endpoint is back when its time is over, not at the next interval.
    member.comeback = timer.after(millis, () -> timeIsOver(member));
    counters.ejected(reason);
    return true;
  }

  private void timeIsOver(EndpointHealth member) {
    synchronized (health) {
      if (member.left || member.ejected == null) {
        return;
      }
      comeBack(member);
    }
    health.changed();
  }

  private void comeBack(EndpointHealth member) {
    leave(member);
    member.ejected = null;
    member.quietSinceNanos = timer.nanos();
    OutlierWatch watch = member.watch();
    if (watch != null) {
      watch.reset();
    }
  }

  private void schedule(OutlierDetection.On on) {
    tick = timer.after(on.intervalMillis(), this::look);
  }

  /** Once in an interval. */
  private void look() {
    List<EndpointHealth> slow;
    synchronized (health) {
      if (tick == null || !(policy instanceof OutlierDetection.On on)) {
        return;
      }
      long quiet = timer.nanos() - on.intervalMillis() * 1_000_000;
      Map<EndpointHealth, Latencies> measured = new LinkedHashMap<>();
      for (EndpointHealth member : health.members()) {
        OutlierWatch watch = member.watch();
        if (member.ejected == null && watch != null) {
          measured.put(member, watch.latencies());
          if (member.quietSinceNanos - quiet <= 0) {
            member.history.quiet();
          }
        }
      }
      slow = Latencies.outliers(measured, on);
      schedule(on);
    }
    slow.forEach(member -> health.eject(member, EjectionReason.LATENCY));
  }
}
