package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AddressAccess;
import dev.sluice.snapshot.AddressAccess.AddressList;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.PolicyOrigin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class IpAccessTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static AddressList list(List<String> allow, List<String> deny) {
    return new AddressList(
        allow,
        deny,
        new PolicyOrigin("ipAccess", "GatewayRoute", Config.key("r"), "spec.ipAccess"));
  }

  private static AccessPolicies access(AddressList... lists) {
    return AccessPolicies.OPEN.with(new AddressAccess(List.of(lists)));
  }

  private static GatewayFixture gateway(ScriptedBackend backend, AccessPolicies access) {
    return GatewayFixture.serving(
        new Config()
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
            .backend("b", backend.endpoint())
            .route("r", Config.under(access, Config.rule("/", Config.to("b")))));
  }

  private static Wire.Message from(GatewayFixture gateway, String client) {
    return gateway.exchange(GatewayFixture.request("GET", "/", "X-Forwarded-For: " + client));
  }

  private static void passes(GatewayFixture gateway, String client) {
    assertThat(from(gateway, client).status()).as(client).isEqualTo(200);
  }

  private static void isDenied(GatewayFixture gateway, String client) {
    Wire.Message answer = from(gateway, client);
    assertThat(answer.status()).as(client).isEqualTo(403);
    assertThat(answer.text()).contains("\"reason\":\"ADDRESS_DENIED\"");
  }

  @Test
  void denyWinsOverAllow() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(
                backend,
                access(
                    list(
                        List.of("10.0.0.0/8", "2001:db8::/32"),
                        List.of("10.1.2.3/32", "2001:db8:1::/48"))))) {
      passes(gateway, "10.0.0.1");
      passes(gateway, "10.1.2.4");
      passes(gateway, "2001:db8::1");
      passes(gateway, "::ffff:10.0.0.1");
      isDenied(gateway, "10.1.2.3");
      isDenied(gateway, "::ffff:10.1.2.3");
      isDenied(gateway, "::ffff:a01:203");
      isDenied(gateway, "2001:db8:1::1");
      isDenied(gateway, "11.0.0.1");
      isDenied(gateway, "2001:db9::1");
      isDenied(gateway, "9.255.255.255");
      assertThat(backend.requests()).hasSize(4);
    }
  }

  @Test
  void denyAloneLetsAllOthersPass() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(backend, access(list(List.of(), List.of("192.0.2.0/24"))))) {
      passes(gateway, "192.0.3.0");
      passes(gateway, "2001:db8::1");
      isDenied(gateway, "192.0.2.255");
    }
  }

  @Test
  void everyListMustLetTheAddressPass() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(
                backend,
                access(
                    list(List.of("10.0.0.0/8"), List.of()),
                    list(List.of("10.1.0.0/16", "192.0.2.0/24"), List.of())))) {
      passes(gateway, "10.1.0.1");
      isDenied(gateway, "10.2.0.1");
      isDenied(gateway, "192.0.2.1");
    }
  }

  @Test
  void nobodySpeaksForAnotherAddressUnlessTrusted() {
    AccessPolicies access = access(list(List.of("10.0.0.0/8"), List.of()));
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .route("r", Config.under(access, Config.rule("/", Config.to("b")))))) {
      isDenied(gateway, "10.0.0.1");
      for (String header :
          List.of("X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "Client-IP")) {
        assertThat(
                gateway
                    .exchange(GatewayFixture.request("GET", "/", header + ": 10.0.0.1"))
                    .status())
            .isEqualTo(403);
      }
    }
  }

  @Test
  void whoeverIsAddedInFrontByTheClientDoesNotCount() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, access(list(List.of("10.0.0.0/8"), List.of())))) {
      isDenied(gateway, "10.0.0.1, 192.0.2.1");
      passes(gateway, "192.0.2.1, 10.0.0.1");
    }
  }

  @Test
  void whereATrustedProxyNamesNoAddressItsOwnCounts() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, access(list(List.of("10.0.0.0/8"), List.of())))) {
      for (String none : List.of("unknown", "", "10.0.0", "10.0.0.0.1", "_hidden", "10.0.0.1x")) {
        isDenied(gateway, none);
      }
    }
  }

  @Test
  void addressesAreAskedBeforeCredentials() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(
                backend,
                access(list(List.of("10.0.0.0/8"), List.of())).with(Authentication.CLOSED))) {
      isDenied(gateway, "192.0.2.1");
      assertThat(from(gateway, "10.0.0.1").text()).doesNotContain("ADDRESS_DENIED");
    }
  }

  @Test
  void pagesMayReadTheRefusalAndPreflightsAreAnswered() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(
                backend, access(list(List.of("10.0.0.0/8"), List.of())).with(CorsFixture.FULL))) {
      Wire.Message answer =
          gateway.exchange(
              GatewayFixture.request(
                  "GET", "/", "X-Forwarded-For: 192.0.2.1", "Origin: " + CorsFixture.APP));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.all("Access-Control-Allow-Origin")).containsExactly(CorsFixture.APP);
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "OPTIONS",
                          "/",
                          "X-Forwarded-For: 192.0.2.1",
                          "Origin: " + CorsFixture.APP,
                          "Access-Control-Request-Method: GET"))
                  .status())
          .isEqualTo(204);
    }
  }

  private static NetworkFeed feed(String name, Map<String, List<String>> networks) {
    return new NetworkFeed(Config.key(name), new TreeMap<>(networks));
  }

  private static Config config(ScriptedBackend backend, AccessPolicies access) {
    return new Config()
        .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
        .backend("b", backend.endpoint())
        .route("r", Config.under(access, Config.rule("/", Config.to("b"))));
  }

  @Test
  void aFeedThatChangesCountsAtOnceForRoutesThatDidNot() {
    AddressList list =
        new AddressList(
            List.of(),
            List.of(),
            List.of(new FeedUse(Config.key("lists/office"), List.of())),
            List.of(new FeedUse(Config.key("geo/table"), List.of("de", "fr"))),
            new PolicyOrigin("ipAccess", "GatewayRoute", Config.key("r"), "spec.ipAccess"));
    NetworkFeed office =
        feed("lists/office", Map.of("", List.of("10.0.0.0/8"), "de", List.of("192.0.2.0/24")));
    NetworkFeed countries =
        feed("geo/table", Map.of("de", List.of("10.1.0.0/16"), "at", List.of("10.2.0.0/16")));
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.start()) {
      gateway.apply(config(backend, access(list)).feed(office).feed(countries));
      passes(gateway, "10.0.0.1");
      passes(gateway, "10.2.0.1");
      passes(gateway, "192.0.2.1");
      isDenied(gateway, "10.1.0.1");
      isDenied(gateway, "11.0.0.1");
      gateway.apply(
          config(backend, access(list))
              .feed(office)
              .feed(feed("geo/table", Map.of("fr", List.of("10.2.0.0/16")))));
      isDenied(gateway, "10.2.0.1");
      passes(gateway, "10.1.0.1");
      gateway.apply(config(backend, access(list)).feed(countries));
      isDenied(gateway, "10.0.0.1");
      gateway.apply(config(backend, access(list)).feed(office));
      isDenied(gateway, "10.0.0.1");
      gateway.apply(config(backend, access(list)).feed(office).feed(countries));
      passes(gateway, "10.0.0.1");
    }
  }
}
