package dev.sluice.dataplane.upstream.health;

import dev.sluice.dataplane.upstream.health.EndpointHealth.Standing;
import dev.sluice.dataplane.upstream.outlier.EjectionReason;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of one backend: which of its endpoints take requests. May be called from any thread.
 *
 * <p>Of endpoints that are well all take requests. While fewer than half of all are well, the
 * degraded ones do too; while none is, so do those that no check has reached yet. An endpoint that
 * joins others has to pass its first check before it takes requests; those that are there from the
 * start count as well until a check fails, for nothing speaks against them.
 */
public final class BackendHealth {
  private static final Logger LOG = LoggerFactory.getLogger(BackendHealth.class);

  /**
   * Each look at a backend goes over all of its endpoints. It rests a millisecond for each hundred,
   * so that ten thousand which fail one after the other are not looked at ten thousand times; a few
   * are looked at whenever one changes.
   */
  private static final int ENDPOINTS_PER_MILLI = 100;

  /** Of changes that were found together; the admin port has them all. */
  private static final int MOST_LINES = 20;

  private final ObjectKey backend;
  private final HealthTimer timer;
  private final Runnable availability;
  private final List<EndpointHealth> members = new ArrayList<>();
  private final HealthCounters counters = new HealthCounters();
  private final Checks checks;
  private final Ejections ejections;
  private final Coalesced conclusions;
  private volatile @Nullable Thread changing;
  private volatile Recovery recovery = Recovery.UNKNOWN;

  /**
   * @param availability run when other endpoints take requests than before, on the thread that
   *     found out: at once, unless there are hundreds and others have just changed
   */
  public BackendHealth(
      ObjectKey backend, Transport transport, HealthTimer timer, Runnable availability) {
    this.backend = backend;
    this.timer = timer;
    this.availability = availability;
    checks = new Checks(this, transport, timer, counters);
    ejections = new Ejections(this, timer, counters);
    conclusions = new Coalesced(timer, this::settle, this::restMillis);
  }

  private synchronized long restMillis() {
    return members.size() / ENDPOINTS_PER_MILLI;
  }

  /** What holds from now on. States, counts and ejections stay where the policy stays. */
  public void policy(HealthCheck check, OutlierDetection outliers) {
    synchronized (this) {
      checks.policy(check, members);
      ejections.policy(outliers, members);
    }
    settle();
  }

  /**
   * A new endpoint.
   *
   * @param alone whether no other endpoint stays beside those that join now
   * @param forbidden why nobody may connect to a port there: the words after "the address"
   */
  public EndpointHealth join(
      Endpoint endpoint,
      InetSocketAddress address,
      boolean alone,
      IntFunction<Optional<String>> forbidden) {
    EndpointHealth member = new EndpointHealth(endpoint, address, forbidden, timer.now());
    synchronized (this) {
      members.add(member);
      checks.join(member, alone);
      ejections.join(member);
      member.settle(timer.now());
    }
    settle();
    return member;
  }

  /** It is no longer one of the backend's. */
  public void leave(EndpointHealth member) {
    synchronized (this) {
      leaveNow(member);
      members.remove(member);
    }
    settle();
  }

  private void leaveNow(EndpointHealth member) {
    if (!member.left) {
      member.left = true;
      checks.leave(member);
      ejections.leave(member);
    }
  }

  /** The backend is no more. */
  public synchronized void close() {
    members.forEach(this::leaveNow);
    members.clear();
    ejections.close();
  }

  /** Not to be changed; under this lock only. */
  List<EndpointHealth> members() {
    return members;
  }

  /** Whether any of the others is neither ejected nor unhealthy. Under this lock only. */
  boolean anyUsableBeside(EndpointHealth one) {
    for (EndpointHealth member : members) {
      if (member != one && member.ejected == null && member.checked() != EndpointState.UNHEALTHY) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs something that lets many endpoints join or leave, and draws the conclusions once. After
   * each by itself they would cost the square of ten thousand.
   *
   * @param changes by one thread at a time
   */
  public void together(Runnable changes) {
    changing = Thread.currentThread();
    try {
      changes.run();
    } finally {
      changing = null;
    }
    settle();
  }

  /** One of them has changed. Without the lock. */
  void changed() {
    conclusions.ask();
  }

  /** Draws the conclusions from what has changed. Without the lock. */
  private void settle() {
    if (changing == Thread.currentThread()) {
      return;
    }
    boolean changed = false;
    List<Runnable> news = new ArrayList<>();
    synchronized (this) {
      for (EndpointHealth member : members) {
        EndpointState before = member.state();
        if (member.settle(timer.now()) && worthALine(before, member.state())) {
          news.add(line(member, before));
        }
      }
      int good = count(Standing.GOOD);
      boolean spare = good * 2 < members.size();
      for (EndpointHealth member : members) {
        boolean takes =
            switch (member.standing()) {
              case GOOD -> true;
              case SPARE -> spare;
              case NEW -> good == 0;
              case OUT -> false;
            };
        changed |= member.available(takes);
        changed |= member.awaited(member.standing() == Standing.NEW && !takes);
      }
      recovery = good == 0 ? whenOneIsBack() : Recovery.UNKNOWN;
    }
    if (changed) {
      availability.run();
    }
    if (!news.isEmpty()) {
      // Elsewhere: this may be an I/O thread, and a log line may wait for its disk.
      timer.after(0, () -> tell(news));
    }
  }

  /** Nobody asks while there is one that is well. */
  private Recovery whenOneIsBack() {
    Instant ejectionsEnd = Instant.MAX;
    boolean checked = false;
    for (EndpointHealth member : members) {
      if (member.state() == EndpointState.UNHEALTHY) {
        checked = true;
      } else if (member.state() == EndpointState.EJECTED
          && member.ejectedUntil.isBefore(ejectionsEnd)) {
        ejectionsEnd = member.ejectedUntil;
      }
    }
    return new Recovery(ejectionsEnd, checked ? checks.recoveryMillis() : Recovery.NEVER);
  }

  /** After how many seconds an endpoint may take requests again, when none does: from 1 to 60. */
  public long retryAfterSeconds() {
    return recovery.seconds(timer.now());
  }

  private void tell(List<Runnable> news) {
    news.stream().limit(MOST_LINES).forEach(Runnable::run);
    if (news.size() > MOST_LINES) {
      LOG.info("backend {}: {} more endpoints changed", backend, news.size() - MOST_LINES);
    }
  }

  private int count(Standing standing) {
    return (int) members.stream().filter(member -> member.standing() == standing).count();
  }

  /** That a check begins, and finds all well, is no news. */
  private static boolean worthALine(EndpointState before, EndpointState now) {
    return now != EndpointState.UNKNOWN
        && !(before == EndpointState.UNKNOWN && now == EndpointState.HEALTHY);
  }

  private Runnable line(EndpointHealth member, EndpointState before) {
    String now = member.state().label();
    String reason = member.reason().isEmpty() ? "" : ": " + member.reason();
    return () ->
        LOG.info(
            "backend {}: endpoint {} is {}, was {}{}",
            backend,
            member.endpoint,
            now,
            before.label(),
            reason);
  }

  public HealthView view(EndpointHealth member) {
    synchronized (this) {
      return member.view();
    }
  }

  public HealthCounts counts() {
    return counters.view(checks.everOn(), ejections.everOn());
  }

  void eject(EndpointHealth member, EjectionReason reason) {
    synchronized (this) {
      if (member.left || !ejections.eject(member, reason)) {
        return;
      }
    }
    changed();
  }
}
