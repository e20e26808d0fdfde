package dev.sluice.dataplane.upstream.health;

import static dev.sluice.dataplane.upstream.health.HealthFixture.CHECK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.OutlierDetection;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HealthCheckTest {
  private final HealthFixture fixture = new HealthFixture();

  private void policy(HealthCheck check) {
    fixture.health.policy(check, OutlierDetection.OFF);
  }

  @Test
  void withoutChecksAnEndpointIsHealthyAndNobodyAsks() {
    try (Patient patient = new Patient()) {
      EndpointHealth endpoint = fixture.join(patient, true);
      fixture.timer.advance(100_000);
      assertThat(patient.asked()).isZero();
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.HEALTHY);
      assertThat(fixture.health.view(endpoint).lastCheck()).isEmpty();
      assertThat(fixture.health.counts().checks()).isEmpty();
    }
  }

  @Test
  void theFirstCheckComesSoonAndOthersAtTheInterval() {
    policy(CHECK);
    try (Patient patient = new Patient()) {
      EndpointHealth endpoint = fixture.join(patient, true);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.UNKNOWN);
      fixture.timer.advance(499);
      assertThat(patient.asked()).isZero();
      fixture.timer.advance(1);
      assertThat(patient.asked()).isEqualTo(1);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.HEALTHY);
      fixture.timer.advance(999);
      assertThat(patient.asked()).isEqualTo(1);
      fixture.timer.advance(9_001);
      assertThat(patient.asked()).isEqualTo(11);
      assertThat(fixture.health.counts().checks()).containsEntry(CheckOutcome.PASSED, 11L);
    }
  }

  @Test
  void itTakesARowOfFailuresToBecomeUnhealthyAndOfGoodAnswersToBecomeHealthyAgain() {
    policy(CHECK);
    try (Patient patient = new Patient()) {
      EndpointHealth endpoint = fixture.join(patient, true);
      fixture.timer.advance(500);
      patient.says(503);
      fixture.timer.advance(2_000);
      patient.says(200);
      fixture.timer.advance(1_000);
      patient.says(503);
      fixture.timer.advance(2_000);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.HEALTHY);
      fixture.timer.advance(1_000);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.UNHEALTHY);
      assertThat(endpoint.available()).isFalse();
      HealthView view = fixture.health.view(endpoint);
      assertThat(view.reason()).isEqualTo("status 503 to GET /health, expected 200");
      assertThat(view.since()).isEqualTo(Instant.EPOCH.plusMillis(6_500));

      int asked = patient.asked();
      fixture.timer.advance(1_000);
      assertThat(patient.asked()).as("every 200 ms while unhealthy").isEqualTo(asked + 5);
      patient.says(200);
      fixture.timer.advance(200);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.UNHEALTHY);
      fixture.timer.advance(200);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.HEALTHY);
      assertThat(endpoint.available()).isTrue();
      assertThat(fixture.health.view(endpoint).reason()).isEmpty();
    }
  }

  @Test
  void theFirstCheckDecidesAtOnce() {
    policy(CHECK);
    try (Patient patient = new Patient().says(500)) {
      EndpointHealth endpoint = fixture.join(patient, true);
      assertThat(endpoint.available()).isTrue();
      fixture.timer.advance(500);
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.UNHEALTHY);
    }
  }

  @Test
  void anEndpointThatJoinsOthersGetsNoRequestBeforeItsFirstGoodCheck() {
    policy(CHECK);
    try (Patient old = new Patient();
        Patient young = new Patient().says(503)) {
      EndpointHealth first = fixture.join(old, true);
      fixture.timer.advance(500);
      EndpointHealth second = fixture.join(young, false);
      assertThat(second.available()).isFalse();
      fixture.timer.advance(500);
      assertThat(fixture.state(second)).isEqualTo(EndpointState.UNHEALTHY);
      young.says(200);
      fixture.timer.advance(400);
      assertThat(second.available()).isTrue();
      assertThat(first.available()).isTrue();
    }
  }

  @Test
  void whileNothingIsHealthyANewEndpointIsBetterThanNothing() {
    policy(CHECK);
    try (Patient old = new Patient().says(503);
        Patient young = new Patient()) {
      fixture.join(old, true);
      fixture.timer.advance(500);
      EndpointHealth second = fixture.join(young, false);
      assertThat(fixture.state(second)).isEqualTo(EndpointState.UNKNOWN);
      assertThat(second.available()).isTrue();
    }
  }

  @Test
  void aDegradedEndpointTakesRequestsOnlyWhileFewerThanHalfAreHealthy() {
    policy(CHECK);
    try (Patient a = new Patient();
        Patient b = new Patient();
        Patient c = new Patient().says(200, "X-Sluice-Degraded: true")) {
      fixture.join(a, true);
      EndpointHealth second = fixture.join(b, true);
      EndpointHealth degraded = fixture.join(c, true);
      fixture.timer.advance(500);
      assertThat(fixture.state(degraded)).isEqualTo(EndpointState.DEGRADED);
      assertThat(degraded.available()).isFalse();
      b.says(503);
      fixture.timer.advance(3_000);
      assertThat(second.available()).isFalse();
      assertThat(degraded.available()).isTrue();
      b.says(200);
      fixture.timer.advance(400);
      assertThat(degraded.available()).isFalse();
      c.says(200);
      fixture.timer.advance(1_000);
      assertThat(fixture.state(degraded)).isEqualTo(EndpointState.HEALTHY);
    }
  }

  @Test
  void anotherPaceKeepsTheState() {
    policy(CHECK);
    try (Patient patient = new Patient().says(503)) {
      EndpointHealth endpoint = fixture.join(patient, true);
      fixture.timer.advance(500);
      Instant since = fixture.health.view(endpoint).since();
      policy(HealthFixture.check("/health", 10_000, 5_000));
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.UNHEALTHY);
      fixture.timer.advance(500);
      int asked = patient.asked();
      fixture.timer.advance(10_000);
      assertThat(patient.asked()).as("every 5 s now").isEqualTo(asked + 2);
      assertThat(fixture.health.view(endpoint).since()).isEqualTo(since);
    }
  }

  @Test
  void whenThePolicyGoesNobodyAsksAndAllAreHealthy() {
    policy(CHECK);
    try (Patient patient = new Patient().says(503)) {
      EndpointHealth endpoint = fixture.join(patient, true);
      fixture.timer.advance(500);
      policy(HealthCheck.OFF);
      assertThat(endpoint.available()).isTrue();
      assertThat(fixture.state(endpoint)).isEqualTo(EndpointState.HEALTHY);
      fixture.timer.advance(100_000);
      assertThat(patient.asked()).isEqualTo(1);
    }
  }

  @Test
  void anEndpointThatLeavesIsAskedNoMore() {
    policy(CHECK);
    try (Patient patient = new Patient()) {
      EndpointHealth endpoint = fixture.join(patient, true);
      fixture.timer.advance(500);
      fixture.health.leave(endpoint);
      fixture.timer.advance(100_000);
      assertThat(patient.asked()).isEqualTo(1);
    }
  }
}
