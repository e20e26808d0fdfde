package dev.sluice.dataplane.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A backend of ten thousand endpoints costs ten thousand times as much as one, and not more. */
final class ManyEndpointsTest {
  private static final int MANY = 10_000;

  /** Each look at an endpoint asks for the time. What is due later runs when it is told to. */
  private static final class CountingTimer implements HealthTimer {
    private final List<Runnable> later = new ArrayList<>();
    private int looks;
    private long millis;

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }

    private void passes(long time) {
      millis += time;
      List<Runnable> due = List.copyOf(later);
      later.clear();
      due.forEach(Runnable::run);
    }

    @Override
    public Instant now() {
      looks++;
      return Instant.EPOCH;
    }

    @Override
    public Pending after(long delay, Runnable task) {
      if (delay <= 100) {
        later.add(task);
      }
      return () -> {};
    }

    @Override
    public long turnMillis() {
      return 0;
    }

    @Override
    public void start(Runnable blocking) {}

    @Override
    public double chance() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void allThatComeOrGoAtOnceAreLookedAtOnce() {
    CountingTimer timer = new CountingTimer();
    BackendHealth health =
        new BackendHealth(new ObjectKey("shop", "orders"), Transport.PLAIN, timer, () -> {});
    health.policy(
        new HealthCheck.On(
            new HealthCheck.HealthProbe.Tcp(), 0, new HealthCheck.Pace(5_000, 5_000, 1_000, 2, 3)),
        OutlierDetection.OFF);
    List<EndpointHealth> members = joined(health);
    assertThat(timer.looks).isLessThan(10 * MANY);
    timer.looks = 0;
    health.together(() -> members.forEach(health::leave));
    assertThat(timer.looks).isLessThan(10 * MANY);
    assertThat(health.members()).isEmpty();
  }

  @Test
  void allThatFailOneAfterTheOtherAreLookedAtAFewTimes() {
    CountingTimer timer = new CountingTimer();
    AtomicInteger recomputed = new AtomicInteger();
    BackendHealth health =
        new BackendHealth(
            new ObjectKey("shop", "orders"), Transport.PLAIN, timer, recomputed::incrementAndGet);
    health.policy(HealthCheck.OFF, HealthFixture.ejecting(100));
    List<EndpointHealth> members = joined(health);
    timer.looks = 0;
    // Each fails for itself, as fast as requests find out, over a second.
    for (int i = 0; i < MANY; i++) {
      for (int failures = 0; failures < 5; failures++) {
        Objects.requireNonNull(members.get(i).watch()).failed();
      }
      if (i == 0) {
        assertThat(members.getFirst().available()).as("the first at once").isFalse();
      }
      if (i % 1_000 == 999) {
        timer.passes(100);
      }
    }
    timer.passes(100);
    assertThat(members).noneMatch(EndpointHealth::available);
    assertThat(recomputed).as("instead of ten thousand times").hasValueLessThanOrEqualTo(12);
    assertThat(timer.looks).isLessThan(20 * MANY);
  }

  @Test
  void aFewAreLookedAtWheneverOneChanges() {
    CountingTimer timer = new CountingTimer();
    AtomicInteger recomputed = new AtomicInteger();
    BackendHealth health =
        new BackendHealth(
            new ObjectKey("shop", "orders"), Transport.PLAIN, timer, recomputed::incrementAndGet);
    health.policy(HealthCheck.OFF, HealthFixture.ejecting(100));
    for (int i = 0; i < 4; i++) {
      EndpointHealth member = join(health, i);
      for (int failures = 0; failures < 5; failures++) {
        Objects.requireNonNull(member.watch()).failed();
      }
      assertThat(member.available()).isFalse();
    }
    assertThat(recomputed).hasValue(4);
  }

  private static List<EndpointHealth> joined(BackendHealth health) {
    List<EndpointHealth> members = new ArrayList<>();
    health.together(
        () -> {
          for (int i = 0; i < MANY; i++) {
            members.add(join(health, i));
          }
        });
    return members;
  }

  private static EndpointHealth join(BackendHealth health, int number) {
    Endpoint endpoint = new Endpoint("10.0." + (number >> 8) + "." + (number & 255), 80);
    return health.join(
        endpoint,
        new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), 80),
        false,
        port -> Optional.empty());
  }
}
