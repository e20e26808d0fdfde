package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static dev.sluice.dataplane.LimitConfig.in;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static dev.sluice.dataplane.LimitedFixture.get;
import static dev.sluice.dataplane.LimitedFixture.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.RateLimit.CounterStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A limit that replicas share, on the wire of one of them. */
final class LimitClusterTest {
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config()
              .backend("b", backend.endpoint())
              .forward("r", "/r", "b")
              .limit(
                  LimitConfig.of("p", route("r"))
                      .with(in(new CounterStore.Cluster(), limit("all", 6)))
                      .section()));
  private final Quotas quotas = gateway.dataplane().quotas();

  @AfterEach
  void stop() {
    gateway.close();
    backend.close();
  }

  private PlaneMessage.Demands told(int replicas, CounterShare... shares) {
    PlaneMessage.Demands demands = quotas.demands(System.nanoTime());
    quotas.take(
        new PushMessage.Shares(
            1, demands.number(), demands.number(), replicas, 0, true, 60_000, List.of(shares)),
        System.nanoTime());
    return demands;
  }

  @Test
  void oneReplicaAloneHasTheWhole() {
    assertThat(statuses(gateway, 7, get("/r"))).containsExactly(200, 200, 200, 200, 200, 200, 429);
  }

  @Test
  void oneThatWaitsForItsFirstWordTakesOneAndThenTheWhole() {
    long now = System.nanoTime();
    quotas.expect(now + 3_600_000_000_000L);
    assertThat(statuses(gateway, 2, get("/r"))).containsExactly(200, 429);
    quotas.expect(now - 1);
    assertThat(statuses(gateway, 6, get("/r"))).containsExactly(200, 200, 200, 200, 200, 429);
  }

  @Test
  void anEqualShareIsAllThereIsUntilMoreIsHandedOut() throws IOException {
    told(3);
    assertThat(statuses(gateway, 3, get("/r"))).containsExactly(200, 200, 429);

    CounterDemand demand = told(3).counters().getFirst();
    assertThat(demand.whole()).isEqualTo(6);
    assertThat(demand.part()).isEqualTo(2);
    assertThat(demand.used()).isEqualTo(2);
    told(3, new CounterShare(demand.high(), demand.low(), 6, 4));
    assertThat(statuses(gateway, 3, get("/r"))).containsExactly(200, 200, 429);

    JsonNode share = page().path("shares").path(0);
    assertThat(share.path("limit").asText()).endsWith("p/all");
    assertThat(share.path("part").asLong()).isEqualTo(4);
    assertThat(share.path("used").asLong()).isEqualTo(4);
    assertThat(page().path("leased").asBoolean()).isTrue();
  }

  @Test
  void answersTellOfTheWhole() {
    told(3);
    try (Wire wire = gateway.client()) {
      assertThat(wire.send(request("GET", "/r")).response().head())
          .contains("X-RateLimit-Limit: 6\r\n")
          .contains("X-RateLimit-Remaining: 1\r\n");
    }
  }

  @Test
  void aResetGoesToTheOtherReplicasAndComesFromThem() {
    List<CounterReset> carried = new ArrayList<>();
    quotas.resets().through(carried::add);
    told(3);
    assertThat(statuses(gateway, 3, get("/r"))).containsExactly(200, 200, 429);
    assertThat(reset()).isEqualTo("{\"reset\":true,\"replicas\":3}\n");
    assertThat(carried).hasSize(1);
    assertThat(statuses(gateway, 3, get("/r"))).containsExactly(200, 200, 429);

    quotas.resets().heard(carried.getFirst());
    assertThat(statuses(gateway, 3, get("/r"))).containsExactly(200, 200, 429);
    // Of a policy that is not here, or has another key by now.
    quotas.resets().heard(new CounterReset(new ObjectKey("no", "such"), "all", List.of()));
    quotas.resets().heard(new CounterReset(carried.getFirst().policy(), "all", List.of("a", "b")));
    assertThat(statuses(gateway, 1, get("/r"))).containsExactly(429);
  }

  @Test
  void aResetThatNobodyCarriesSaysSo() {
    quotas.resets().through(reset -> false);
    told(3);
    assertThat(statuses(gateway, 3, get("/r"))).containsExactly(200, 200, 429);
    assertThat(reset())
        .startsWith("{\"reset\":true,\"replicas\":1,\"detail\":\"Only this one of 3 replicas: ");
    assertThat(statuses(gateway, 1, get("/r"))).containsExactly(200);
  }

  private String reset() {
    try (Wire client = Wire.connect(gateway.dataplane().adminPort())) {
      return client
          .send(
              "POST /api/v1/limits/"
                  + LimitConfig.of("p", route("r")).section().policy()
                  + "/all/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
          .response()
          .text();
    }
  }

  private JsonNode page() throws IOException {
    try (Wire client = Wire.connect(gateway.dataplane().adminPort())) {
      return new ObjectMapper()
          .readTree(
              client
                  .send("GET /api/v1/shares HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .response()
                  .text());
    }
  }
}
