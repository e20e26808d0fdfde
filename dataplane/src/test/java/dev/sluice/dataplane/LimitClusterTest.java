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
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.RateLimit.CounterStore;
import java.io.IOException;
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
