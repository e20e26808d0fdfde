package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RouteAction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request that is refused, and of one that is many at its backends. */
final class LimitRefusalTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final ScriptedBackend backend = ScriptedBackend.answering(OK);

  @AfterEach
  void stop() {
    backend.close();
  }

  /** One passes, and then none. */
  private GatewayFixture serving() {
    GatewayFixture gateway =
        GatewayFixture.serving(
            new Config()
                .backend("b", backend.endpoint())
                .forward("r", "/r", "b")
                .respond("free", "/free", 200, "free")
                .limit(LimitConfig.of("p", route("r")).with(limit("one", 1)).section()));
    assertThat(gateway.get("/r").status()).isEqualTo(200);
    return gateway;
  }

  /** Neither waited for nor asked for, and never read as the next request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100000000",
        "Transfer-Encoding: chunked",
        "Content-Length: 100000000\r\nExpect: 100-continue",
        "Transfer-Encoding: chunked\r\nExpect: 100-continue"
      })
  void aBodyThatIsStillToComeIsNotWaitedFor(String fields) {
    try (GatewayFixture gateway = serving();
        Wire wire = gateway.client()) {
      Wire.Message refused = wire.send(request("POST", "/r", fields.split("\r\n"))).response();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.first("Retry-After")).isEqualTo("3600");
      assertThat(backend.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBodyOfARefusedRequestIsNoRequest(boolean chunked) {
    String hidden = get("/free");
    String body =
        chunked ? Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n" : hidden;
    String field = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + hidden.length();
    try (GatewayFixture gateway = serving();
        Wire wire = gateway.client()) {
      wire.send(request("POST", "/r", field) + body + get("/r"));
      Wire.Message refused = wire.response();
      assertThat(refused.status()).isEqualTo(429);
      if ("close".equals(refused.first("Connection"))) {
        assertThat(wire.endsCleanly()).isTrue();
      } else {
        assertThat(wire.response().status()).isEqualTo(429);
      }
      assertThat(backend.requests()).hasSize(1);
    }
  }

  @Test
  void aRefusedHeadHasTheFieldsOfItsGetAndNoBody() {
    try (GatewayFixture gateway = serving();
        Wire wire = gateway.client()) {
      Wire.Message head = wire.send(request("HEAD", "/r")).responseHead();
      Wire.Message get = wire.send(get("/r")).response();
      assertThat(head.status()).isEqualTo(429);
      for (String name : List.of("Retry-After", "RateLimit-Policy", "Content-Type")) {
        assertThat(head.all(name)).as(name).isEqualTo(get.all(name));
      }
      assertThat(get.text()).contains("RATE_LIMITED");
      assertThat(statuses(gateway, get("/free"))).containsExactly(200);
    }
  }

  @Test
  void refusalsAreInTheMetricsOfRequestsToo() {
    try (GatewayFixture gateway = serving()) {
      gateway.get("/r");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(gateway.admin("/metrics").text())
                      .contains(
                          "route=\"r\",rule=\"rule-r\",code=\"429\",reason=\"RATE_LIMITED\",} 1"));
    }
  }

  /** A scan finds nothing to use up; a route for what no other takes is how to count it. */
  @Test
  void whatNoOtherRouteTakesIsCountedWhereARouteTakesIt() {
    Config config =
        new Config()
            .respond("r", "/r", 200, "ok")
            .route("rest", rule("/", new RouteAction.Respond(404, "text/plain", "no")))
            .limit(LimitConfig.of("p", route("rest")).with(limit("scan", 2)).section());
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(statuses(gateway, get("/a"), get("/b"), get("/.git"), get("/r"), get("/wp-admin")))
          .containsExactly(404, 404, 429, 200, 429);
    }
  }

  /** Whoever is asked first never answers. */
  private static ScriptedBackend late(AtomicBoolean asked) {
    return ScriptedBackend.start(
        wire -> {
          for (var each = wire.request(); each != null; each = wire.request()) {
            if (asked.compareAndSet(false, true)) {
              wire.awaitEnd();
              return;
            }
            wire.send(OK);
          }
        });
  }

  /** HR16: once at the route, and once at the backend that it names. */
  @Test
  void aHedgedRequestCountsOnce() {
    AtomicBoolean asked = new AtomicBoolean();
    try (ScriptedBackend one = late(asked);
        ScriptedBackend two = late(asked);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        BackendSection.of(key("b")).with(new Hedge.After(10, 1)),
                        one.endpoint(),
                        two.endpoint())
                    .forward("r", "/r", "b")
                    .limit(
                        LimitConfig.of("p", new LimitTarget.Backend(key("b")))
                            .with(limit("b", 9))
                            .section(),
                        LimitConfig.of("q", route("r")).with(limit("all", 9)).section()))) {
      assertThat(gateway.get("/r").head()).contains("\"all\";r=8", "\"b\";r=8");
      assertThat(asked).isTrue();
      assertThat(one.accepted() + two.accepted()).isEqualTo(2);
    }
  }

  @Test
  void whoIsAskedInsteadIsNotCountedAgain() {
    try (ScriptedBackend far = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(BackendSection.of(key("near")).failingOverTo(List.of(key("far"))))
                    .backend(BackendSection.of(key("far")), far.endpoint())
                    .route("r", rule("/r", to("near")))
                    .limit(
                        LimitConfig.of("p", new LimitTarget.Backend(key("near")))
                            .with(limit("near", 5))
                            .section(),
                        LimitConfig.of("q", new LimitTarget.Backend(key("far")))
                            .with(limit("far", 0))
                            .section()))) {
      assertThat(gateway.get("/r").status()).isEqualTo(200);
      assertThat(gateway.get("/r").head()).contains("\"near\";r=3").doesNotContain("far");
      assertThat(far.requests()).hasSize(2);
    }
  }
}
