package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** P10: the process takes leave and breaks nothing off. */
final class DrainTest {
  @Test
  void readinessGoesOffRequestsFinishAndTheirConnectionsEnd() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ScriptedBackend slow =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  arrived.countDown();
                  if (release.await(20, TimeUnit.SECONDS)) {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config().backend("slow", slow.endpoint()).forward("r", "/", "slow"));
        Wire idle = gateway.client();
        Wire busy = gateway.client()) {
      busy.send(request("GET", "/"));
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
      Thread drain = Thread.ofVirtual().start(gateway.dataplane()::drain);
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> gateway.admin("/readyz").status() == 503);
      idle.awaitEnd();
      assertThat(drain.isAlive()).isTrue();
      release.countDown();
      Wire.Message answer = busy.response();
      assertThat(answer.text()).isEqualTo("slow");
      assertThat(answer.first("Connection")).isEqualTo("close");
      assertThat(busy.endsCleanly()).isTrue();
      assertThat(drain.join(Duration.ofSeconds(60))).isTrue();
    }
  }

  @Test
  void duringTheDelayNewConnectionsAreServedAndToldToClose() throws InterruptedException {
    try (GatewayFixture gateway =
        GatewayFixture.start(
            GatewayFixture.options().withDrain(Duration.ofSeconds(6), Duration.ofSeconds(10)))) {
      gateway.apply(new Config().respond("r", "/", 200, "ok"));
      Thread drain = Thread.ofVirtual().start(gateway.dataplane()::drain);
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> gateway.admin("/readyz").status() == 503);
      try (Wire client = gateway.client()) {
        Wire.Message answer = client.send(request("GET", "/")).response();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.first("Connection")).isEqualTo("close");
        assertThat(client.endsCleanly()).isTrue();
      }
      assertThat(drain.join(Duration.ofSeconds(60))).isTrue();
    }
  }

  @Test
  void aRequestThatDoesNotEndIsGivenUpAtTheLimit() throws InterruptedException {
    try (ScriptedBackend silent = ScriptedBackend.start(wire -> wire.awaitEnd());
        GatewayFixture gateway =
            GatewayFixture.start(
                GatewayFixture.options().withDrain(Duration.ZERO, Duration.ofMillis(300)))) {
      gateway.apply(new Config().backend("b", silent.endpoint()).forward("r", "/", "b"));
      try (Wire client = gateway.client()) {
        client.send(request("GET", "/"));
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> silent.accepted() == 1);
        Thread drain = Thread.ofVirtual().start(gateway.dataplane()::drain);
        assertThat(drain.join(Duration.ofSeconds(60))).isTrue();
        gateway.dataplane().close();
        client.awaitEnd();
      }
    }
  }
}
