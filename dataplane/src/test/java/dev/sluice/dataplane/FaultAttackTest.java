package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Fault;
import dev.sluice.snapshot.FaultScope;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits or is copied must not outlive, multiply or mix up what it belongs to. */
final class FaultAttackTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static RouteFilter delay(long millis) {
    return new RouteFilter.InjectFault(
        new FaultScope.AllRequests(), List.of(new Fault.Delay(millis, 100)));
  }

  /** Behind a delayed request stands a second one, and its body looks like a third. */
  @Test
  void pipelinedRequestsWaitInTheirOrder() {
    String inner = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route("r", Config.rule("/late", Config.to("b"), delay(200)))
                    .forward("now", "/now", "b"));
        Wire client = gateway.client()) {
      client.send(
          request("POST", "/late", "Content-Length: " + inner.length())
              + inner
              + request("GET", "/now"));
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.requests())
          .extracting(Wire.Message::startLine)
          .containsExactly("POST /late HTTP/1.1", "GET /now HTTP/1.1");
    }
  }

  @Test
  void aDrainEndsTheDelaysThatAreLongerThanItself() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK)) {
      GatewayFixture gateway =
          GatewayFixture.start(
              GatewayFixture.options().withDrain(Duration.ZERO, Duration.ofSeconds(1)));
      try (Wire client = Wire.connect(port(gateway, backend))) {
        client.send(request("GET", "/"));
        await().until(() -> gateway.admin("/metrics").text().contains("sluice_"));
        long start = System.nanoTime();
        gateway.close();
        assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
      }
      assertThat(backend.requests()).isEmpty();
    }
  }

  private static int port(GatewayFixture gateway, ScriptedBackend backend) {
    gateway.apply(
        new Config()
            .backend("b", backend.endpoint())
            .route("r", Config.rule("/", Config.to("b"), delay(60_000))));
    return gateway.port();
  }

  /** A copy is of one request: neither tries nor pipelining nor its own mark multiply it. */
  @Test
  void aMirrorCopiesEachRequestOnceAndNothingOfAnother() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        ScriptedBackend shadow =
            ScriptedBackend.answering(
                "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .backend("shadow", shadow.endpoint())
                    .route(
                        "r",
                        Config.rule(
                            "/",
                            Config.to("b"),
                            new RouteFilter.Mirror(
                                new Target.Backend(Config.key("shadow")), 100))));
        Wire client = gateway.client()) {
      String chunked = "5\r\nhello\r\n0\r\n\r\n";
      client.send(
          request("POST", "/1", "Transfer-Encoding: chunked", "X-Sluice-Mirror: true")
              + chunked
              + request("POST", "/2", "Content-Length: 5")
              + "world"
              + request("GET", "/3"));
      for (int i = 0; i < 3; i++) {
        assertThat(client.response().status()).isEqualTo(200);
      }
      await().until(() -> shadow.requests().size() >= 3);
      assertThat(shadow.requests())
          .extracting(seen -> seen.startLine().split(" ")[1] + seen.text())
          .containsExactlyInAnyOrder("/1hello", "/2world", "/3");
      assertThat(backend.requests())
          .allSatisfy(seen -> assertThat(seen.first("X-Sluice-Mirror")).isNull());
    }
  }
}
