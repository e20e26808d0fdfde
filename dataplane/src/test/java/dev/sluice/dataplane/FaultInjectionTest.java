package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Fault;
import dev.sluice.snapshot.FaultScope;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultInjectionTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final FaultScope ALL = new FaultScope.AllRequests();

  private static Config config(ScriptedBackend backend, FaultScope scope, Fault... faults) {
    return new Config()
        .backend("orders", backend.endpoint())
        .route(
            "r",
            rule("/", Config.to("orders"), scope, faults),
            Config.rule("/plain", Config.to("orders")));
  }

  private static RouteRule rule(
      String prefix, RouteAction action, FaultScope scope, Fault... faults) {
    return new RouteRule(
        "faulty",
        List.of(RouteMatch.of(new PathMatch.Prefix(prefix), new MethodMatch.Any())),
        List.of(new RouteFilter.InjectFault(scope, List.of(faults))),
        action,
        RoutePolicies.DEFAULT);
  }

  @Test
  void anAbortAnswersWithItsStatusAndNamesItself() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(config(backend, ALL, new Fault.Abort(429, 100)))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.first("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.text())
          .contains("\"status\":429", "\"reason\":\"FAULT_INJECTED\"", "\"requestId\":\"");
      assertThat(backend.accepted()).isZero();
      assertThat(gateway.get("/plain").status()).isEqualTo(200);
    }
  }

  @Test
  void aShareOfZeroNeverHits() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                config(backend, ALL, new Fault.Delay(60_000, 0), new Fault.Abort(500, 0)))) {
      for (int i = 0; i < 50; i++) {
        assertThat(gateway.get("/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void onlyRequestsWithTheHeaderAreHit() {
    FaultScope scope = new FaultScope.HeaderValued("x-fault", "abort");
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(config(backend, scope, new Fault.Abort(503, 100)))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/", "X-Fault: other")).status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/", "X-FAULT: abort")).status()).isEqualTo(503);
    }
  }

  @Test
  void anyValueOfTheHeaderWillDoWhereNoneIsNamed() {
    FaultScope scope = new FaultScope.HeaderPresent("x-fault");
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(config(backend, scope, new Fault.Abort(503, 100)))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/", "X-Fault: 1")).status()).isEqualTo(503);
    }
  }

  @Test
  void aDelayedRequestIsServedAfterItsDelayWithItsBody() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(config(backend, ALL, new Fault.Delay(300, 100)))) {
      long start = System.nanoTime();
      Wire.Message answer =
          gateway.exchange(request("POST", "/", "Content-Length: 5").concat("hello"));
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
      assertThat(answer.text()).isEqualTo("ok");
      assertThat(backend.lastRequest().text()).isEqualTo("hello");
    }
  }

  @Test
  void theDelayComesBeforeTheAbort() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                config(backend, ALL, new Fault.Delay(200, 100), new Fault.Abort(504, 100)))) {
      long start = System.nanoTime();
      assertThat(gateway.get("/").status()).isEqualTo(504);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void whoWaitsHoldsNobodyUpAndMayLeave() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(config(backend, ALL, new Fault.Delay(300_000, 100)))) {
      List<Wire> waiting = new ArrayList<>();
      for (int i = 0; i < 4 * DataplaneOptions.defaultIoThreads(); i++) {
        waiting.add(gateway.client().send(request("GET", "/")));
      }
      await().untilAsserted(() -> assertThat(active(gateway)).isEqualTo(waiting.size()));
      assertThat(gateway.get("/plain").status()).isEqualTo(200);
      assertThat(active(gateway)).isEqualTo(waiting.size());
      waiting.forEach(Wire::close);
      await().untilAsserted(() -> assertThat(active(gateway)).isZero());
      assertThat(backend.requests()).hasSize(1);
    }
  }

  private static int active(GatewayFixture gateway) {
    return gateway
        .admin("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("sluice_active_requests "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }
}
