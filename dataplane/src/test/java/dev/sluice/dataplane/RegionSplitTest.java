package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.RegionSource;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegionSplitTest {
  private static final RegionSource HEADER = new RegionSource.FromHeader("x-region");
  private static final RegionSource TABLE =
      new RegionSource.FromTable(
          List.of(
              new RegionSource.Networks("eu", List.of("203.0.113.0/24", "2001:db8::/32")),
              new RegionSource.Networks("us", List.of("203.0.113.128/25")),
              new RegionSource.Networks("moon", List.of("203.0.113.1/32"))));

  private final ScriptedBackend eu = answering("eu");
  private final ScriptedBackend us = answering("us");

  @AfterEach
  void stop() {
    eu.close();
    us.close();
  }

  private static ScriptedBackend answering(String name) {
    return ScriptedBackend.answering(
        "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
  }

  private static WeightedTarget target(String backend) {
    return new WeightedTarget(new Target.Backend(Config.key(backend)), 1);
  }

  private Config config(ClientAddress trust, RegionSource source, WeightedTarget... targets) {
    return new Config()
        .clientAddress(trust)
        .backend("eu", eu.endpoint())
        .backend("us", us.endpoint())
        .route(
            "r",
            Config.rule(
                "/",
                new RouteAction.Forward(
                    List.of(targets),
                    Stickiness.NONE,
                    new Regions.ByClient(
                        source,
                        List.of(
                            new Regions.Region("eu", List.of(0)),
                            new Regions.Region("us", List.of(1))),
                        "us"))));
  }

  private static ClientAddress hop() {
    return new ClientAddress.TrustedHops(1, "x-forwarded-for");
  }

  private static String from(GatewayFixture gateway, String client) {
    return gateway.exchange(request("GET", "/", "X-Forwarded-For: " + client)).text();
  }

  @Test
  void theTableSaysWhereAClientIsAndTheLongestPrefixWins() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(hop(), TABLE, target("eu"), target("us")))) {
      assertThat(from(gateway, "203.0.113.7")).isEqualTo("eu");
      assertThat(from(gateway, "2001:db8::7")).isEqualTo("eu");
      assertThat(from(gateway, "203.0.113.200")).isEqualTo("us");
      assertThat(from(gateway, "198.51.100.1")).as("in no network").isEqualTo("us");
      assertThat(from(gateway, "203.0.113.1")).as("in a region without backends").isEqualTo("us");
    }
  }

  @Test
  void aTrustedProxyNamesTheRegion() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(hop(), HEADER, target("eu"), target("us")))) {
      Wire.Message answer =
          gateway.exchange(request("GET", "/", "X-Forwarded-For: 198.51.100.1", "X-Region: eu"));
      assertThat(answer.text()).isEqualTo("eu");
      assertThat(eu.lastRequest().all("X-Region")).containsExactly("eu");
      assertThat(
              gateway
                  .exchange(request("GET", "/", "X-Forwarded-For: 198.51.100.1", "X-Region: mars"))
                  .text())
          .isEqualTo("us");
    }
  }

  @Test
  void nobodyElseNamesARegionAndTheBackendDoesNotHearOfIt() {
    for (ClientAddress trust :
        List.of(
            new ClientAddress.Peer(),
            new ClientAddress.TrustedNetworks(List.of("192.0.2.0/24"), "x-forwarded-for"))) {
      try (GatewayFixture gateway =
          GatewayFixture.serving(config(trust, HEADER, target("eu"), target("us")))) {
        Wire.Message answer =
            gateway.exchange(request("GET", "/", "X-Forwarded-For: 198.51.100.1", "X-Region: eu"));
        assertThat(answer.text()).isEqualTo("us");
        assertThat(us.lastRequest().all("X-Region")).isEmpty();
      }
    }
  }

  @Test
  void aRegionWithoutEndpointsIsServedByTheNextAndTakesItsOwnBack() {
    Config config = config(hop(), TABLE, target("eu"), target("us"));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      gateway.dataplane().endpoints(List.of(EndpointSet.of(Config.key("eu"), List.of())));
      assertThat(from(gateway, "203.0.113.7")).isEqualTo("us");
      gateway
          .dataplane()
          .endpoints(List.of(EndpointSet.of(Config.key("eu"), List.of(eu.endpoint()))));
      assertThat(from(gateway, "203.0.113.7")).isEqualTo("eu");
      gateway
          .dataplane()
          .endpoints(
              List.of(
                  EndpointSet.of(Config.key("eu"), List.of()),
                  EndpointSet.of(Config.key("us"), List.of())));
      assertThat(from(gateway, "203.0.113.7")).contains("NO_ENDPOINT");
    }
  }

  @Test
  void aRegionWhoseBackendIsMissingIsServedByTheNext() {
    WeightedTarget gone =
        new WeightedTarget(new Target.Unresolved(Config.key("gone"), "BackendNotFound"), 1);
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(hop(), TABLE, gone, target("us")))) {
      assertThat(from(gateway, "203.0.113.7")).isEqualTo("us");
    }
  }
}
