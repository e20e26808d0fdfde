package dev.sluice.dataplane.upstream.health;

import static dev.sluice.dataplane.upstream.health.HealthFixture.ejecting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.OutlierDetection;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When clients of a backend without a healthy endpoint are told to come back. */
final class RecoveryTest {
  private final HealthFixture fixture = new HealthFixture();

  private static void eject(EndpointHealth endpoint) {
    for (int i = 0; i < 5; i++) {
      Objects.requireNonNull(endpoint.watch()).failed();
    }
  }

  @Test
  void whenTheFirstEjectionEnds() {
    fixture.health.policy(HealthCheck.OFF, ejecting(100));
    EndpointHealth first = fixture.join(1);
    EndpointHealth second = fixture.join(2);
    eject(first);
    fixture.timer.advance(10_500);
    eject(second);
    assertThat(fixture.health.retryAfterSeconds()).as("19.5 s").isEqualTo(20);
    fixture.timer.advance(19_000);
    assertThat(fixture.health.retryAfterSeconds()).isEqualTo(1);
    fixture.timer.advance(500);
    assertThat(first.available()).isTrue();
  }

  @Test
  void whenChecksWouldFindAnEndpointWell() {
    // Two good checks, 3.2 s apart.
    fixture.health.policy(HealthFixture.check("/", 1_000, 3_200), OutlierDetection.OFF);
    try (Patient sick = new Patient().says(503)) {
      fixture.join(sick, true);
      fixture.timer.advance(1_000);
      assertThat(fixture.health.retryAfterSeconds()).isEqualTo(7);
    }
  }

  @Test
  void neverLaterThanInAMinuteAndNeverAtOnce() {
    assertThat(new Recovery(Instant.EPOCH.plusSeconds(300), Recovery.NEVER).seconds(Instant.EPOCH))
        .isEqualTo(60);
    assertThat(new Recovery(Instant.EPOCH, Recovery.NEVER).seconds(Instant.EPOCH.plusSeconds(5)))
        .isEqualTo(1);
    assertThat(new Recovery(Instant.MAX, 3_600_000).seconds(Instant.EPOCH)).isEqualTo(60);
    assertThat(Recovery.UNKNOWN.seconds(Instant.EPOCH)).isEqualTo(1);
  }
}
