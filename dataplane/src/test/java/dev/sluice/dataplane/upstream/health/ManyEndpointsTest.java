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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A backend of ten thousand endpoints costs ten thousand times as much as one, and not more. */
final class ManyEndpointsTest {
  private static final int MANY = 10_000;

  /** Each look at an endpoint asks for the time. */
  private static final class CountingTimer implements HealthTimer {
    private int looks;

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public Instant now() {
      looks++;
      return Instant.EPOCH;
    }

    @Override
    public Pending after(long millis, Runnable task) {
      return () -> {};
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
    List<EndpointHealth> members = new ArrayList<>();
    health.together(
        () -> {
          for (int i = 0; i < MANY; i++) {
            Endpoint endpoint = new Endpoint("10.0." + (i >> 8) + "." + (i & 255), 80);
            members.add(
                health.join(
                    endpoint,
                    new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), 80),
                    false,
                    port -> Optional.empty()));
          }
        });
    assertThat(timer.looks).isLessThan(10 * MANY);
    timer.looks = 0;
    health.together(() -> members.forEach(health::leave));
    assertThat(timer.looks).isLessThan(10 * MANY);
    assertThat(health.members()).isEmpty();
  }
}
