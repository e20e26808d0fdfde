package dev.sluice.dataplane.upstream.health;

import static dev.sluice.dataplane.upstream.health.HealthFixture.ejecting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.outlier.EjectionReason;
import dev.sluice.dataplane.upstream.outlier.OutlierWatch;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EjectionTest {
  private final HealthFixture fixture = new HealthFixture();

  private void policy(OutlierDetection outliers) {
    fixture.health.policy(HealthCheck.OFF, outliers);
  }

  private static OutlierWatch watch(EndpointHealth endpoint) {
    return Objects.requireNonNull(endpoint.watch());
  }

  private static void fail(EndpointHealth endpoint, int times) {
    for (int i = 0; i < times; i++) {
      watch(endpoint).failed();
    }
  }

  private EndpointHealth[] endpoints(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(fixture::join).toArray(EndpointHealth[]::new);
  }

  private long ejectionMillis(EndpointHealth endpoint) {
    return Duration.between(
            fixture.timer.now(), fixture.health.view(endpoint).ejectedUntil().orElseThrow())
        .toMillis();
  }

  @Test
  void withoutThePolicyNobodyWatches() {
    assertThat(endpoints(1)[0].watch()).isNull();
  }

  @Test
  void fiveGatewayErrorsInARowEjectAndTheTimeEndsToTheMillisecond() {
    policy(ejecting(50));
    EndpointHealth[] all = endpoints(4);
    fail(all[0], 4);
    assertThat(all[0].available()).isTrue();
    watch(all[0]).answered(503, 1);
    assertThat(all[0].available()).isFalse();
    HealthView view = fixture.health.view(all[0]);
    assertThat(view.state()).isEqualTo(EndpointState.EJECTED);
    assertThat(view.reason()).isEqualTo("too many gateway errors in a row");
    assertThat(ejectionMillis(all[0])).isEqualTo(30_000);
    assertThat(fixture.availabilityChanges).isEqualTo(1);

    fixture.timer.advance(29_999);
    assertThat(all[0].available()).isFalse();
    fixture.timer.advance(1);
    assertThat(all[0].available()).isTrue();
    assertThat(fixture.state(all[0])).isEqualTo(EndpointState.HEALTHY);
    assertThat(fixture.health.counts().ejections())
        .containsEntry(EjectionReason.GATEWAY_ERRORS, 1L)
        .containsEntry(EjectionReason.LATENCY, 0L);
    fail(all[0], 4);
    assertThat(all[0].available()).as("it begins anew").isTrue();
  }

  @Test
  void eachEjectionInARowLastsLongerAndQuietIntervalsMakeUpForThem() {
    policy(ejecting(50));
    EndpointHealth[] all = endpoints(4);
    for (int i = 1; i <= 12; i++) {
      fail(all[0], 5);
      long millis = Math.min(i * 30_000L, 300_000L);
      assertThat(ejectionMillis(all[0])).isEqualTo(millis);
      fixture.timer.advance(millis);
    }
    // Ten times in a row; each quiet interval takes one away.
    fixture.timer.advance(40_000);
    fail(all[0], 5);
    assertThat(ejectionMillis(all[0])).isBetween(7 * 30_000L, 8 * 30_000L);
    fixture.timer.advance(300_000 + 200_000);
    fail(all[0], 5);
    assertThat(ejectionMillis(all[0])).isEqualTo(30_000);
  }

  @Test
  void noMoreThanTheShareIsEjected() {
    policy(ejecting(50));
    EndpointHealth[] all = endpoints(4);
    for (EndpointHealth each : all) {
      fail(each, 100);
    }
    assertThat(all).filteredOn(EndpointHealth::available).hasSize(2);
    fixture.timer.advance(30_000);
    fail(all[3], 5);
    assertThat(all[3].available()).as("there is room again").isFalse();
  }

  @Test
  void oneOfTwoMayBeEjectedAndTheLastOneNever() {
    policy(ejecting(10));
    EndpointHealth[] all = endpoints(2);
    fail(all[0], 5);
    fail(all[1], 5);
    assertThat(all[0].available()).isFalse();
    assertThat(all[1].available()).isTrue();
    fixture.health.leave(all[0]);
    fail(all[1], 5);
    assertThat(all[1].available()).isTrue();
  }

  @Test
  void whoeverSaysSoHasEveryEndpointEjected() {
    policy(ejecting(100));
    EndpointHealth[] all = endpoints(3);
    for (EndpointHealth each : all) {
      fail(each, 5);
    }
    assertThat(all).noneMatch(EndpointHealth::available);
    fixture.timer.advance(30_000);
    assertThat(all).allMatch(EndpointHealth::available);
  }

  @Test
  void theLastEndpointIsTheLastThatIsNotUnhealthyEither() {
    try (Patient sick = new Patient().says(503);
        Patient well = new Patient()) {
      fixture.health.policy(HealthFixture.CHECK, ejecting(99));
      fixture.join(sick, true);
      EndpointHealth other = fixture.join(well, true);
      fixture.timer.advance(500);
      fail(other, 5);
      assertThat(other.available()).isTrue();
    }
  }

  @Test
  void anotherPolicyKeepsEjectionsAndCountsAndNoPolicyEndsThem() {
    policy(ejecting(50));
    EndpointHealth[] all = endpoints(4);
    fail(all[0], 5);
    fail(all[1], 4);
    policy(ejecting(60));
    assertThat(all[0].available()).isFalse();
    fail(all[1], 1);
    assertThat(all[1].available()).isFalse();
    policy(OutlierDetection.OFF);
    assertThat(all).allMatch(EndpointHealth::available);
  }

  @Test
  void anEndpointThatIsTwiceAsSlowAsTheOthersAndTooSlowIsEjectedAtTheInterval() {
    policy(new OutlierDetection.On(5, 0, new Timeout.After(100), 10_000, 30_000, 300_000, 50));
    EndpointHealth[] all = endpoints(4);
    for (int round = 0; round < 10; round++) {
      for (EndpointHealth each : all) {
        watch(each).answered(200, (each == all[2] ? 150 : 50) * 1_000_000L);
      }
    }
    assertThat(all).allMatch(EndpointHealth::available);
    fixture.timer.advance(10_000);
    assertThat(all[2].available()).isFalse();
    assertThat(fixture.health.view(all[2]).reason()).contains("slower");
    assertThat(all).filteredOn(EndpointHealth::available).hasSize(3);
  }

  @Test
  void whenAllAreSlowNoneIsEjected() {
    policy(new OutlierDetection.On(5, 0, new Timeout.After(100), 10_000, 30_000, 300_000, 50));
    EndpointHealth[] all = endpoints(3);
    for (int round = 0; round < 10; round++) {
      for (EndpointHealth each : all) {
        watch(each).answered(200, 400_000_000L);
      }
    }
    fixture.timer.advance(10_000);
    assertThat(all).allMatch(EndpointHealth::available);
  }
}
