package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.dns.ScriptedDns;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendLocation;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.DialRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** Backends that are looked up, with a name server of our own and changes on the wire. */
@ExtendWith(LongPatience.class)
@Execution(ExecutionMode.CONCURRENT)
final class DnsBackendTest {
  private static final DialRules CLUSTER_WITH_LOOPBACK =
      new DialRules(false, List.of("127.0.0.1"), List.of());

  private static GatewayFixture asking(ScriptedDns dns) {
    return GatewayFixture.start(GatewayFixture.options().withDnsServers(List.of(dns.address())));
  }

  private static Config named(String hostname, int port) {
    return new Config()
        .backend(BackendSection.of(Config.key("b")).with(new BackendLocation.Dns(hostname, port)))
        .forward("r", "/", "b");
  }

  private static ScriptedBackend saying(String text) {
    return ScriptedBackend.answering(
        "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
  }

  @Test
  void theFirstRequestFindsABackendThatHasAName() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.answering(60, "127.0.0.1");
        var gateway = asking(dns)) {
      gateway.apply(named("api.partner.test", backend.port()));
      assertThat(gateway.get("/").text()).isEqualTo("hello");
    }
  }

  @Test
  void oneLookUpServesAllRoutesAndSnapshots() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.answering(600, "127.0.0.1");
        var gateway = asking(dns)) {
      for (int i = 0; i < 5; i++) {
        gateway.apply(
            named("api.partner.test", backend.port())
                .forward("r1", "/1", "b")
                .forward("r2", "/2/" + i, "b"));
        assertThat(gateway.get("/1").text()).isEqualTo("hello");
      }
      assertThat(dns.questions())
          .containsExactlyInAnyOrder("A api.partner.test", "AAAA api.partner.test");
    }
  }

  @Test
  void aChangedAnswerMovesTheTrafficWhenItsTimeIsOverAndNoRequestFails() {
    try (var first = saying("first");
        var dns = ScriptedDns.answering(0, "127.0.0.1");
        var gateway = asking(dns)) {
      gateway.apply(named("api.partner.test", first.port()));
      assertThat(gateway.get("/").text()).isEqualTo("first");
      dns.script((query, tcp) -> ScriptedDns.addresses(query, 0, "127.0.0.1", "127.0.0.2"));
      await()
          .untilAsserted(
              () ->
                  assertThat(gateway.admin("/metrics").text())
                      .contains(
                          "sluice_upstream_endpoints{backend_namespace=\"test\",backend=\"b\",state=\"healthy\",} 2"));
      // Nobody listens at 127.0.0.2: what is tried there is tried again elsewhere.
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.get("/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void whileTheDnsIsAwayTheLastAnswerServes() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.answering(0, "127.0.0.1");
        var gateway = asking(dns)) {
      gateway.apply(named("api.partner.test", backend.port()));
      assertThat(gateway.get("/").status()).isEqualTo(200);
      dns.script((query, tcp) -> ScriptedDns.response(query, Rcode.SERVFAIL));
      await()
          .untilAsserted(
              () ->
                  assertThat(gateway.admin("/metrics").text())
                      .contains("sluice_dns_stale{backend_namespace=\"test\",backend=\"b\",} 1.0"));
      assertThat(gateway.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void aNameThatIsGoneHasNoEndpointAndComesBack() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.start((q, tcp) -> ScriptedDns.response(q, Rcode.NXDOMAIN));
        var gateway = asking(dns)) {
      gateway.apply(named("api.partner.test", backend.port()));
      assertThat(gateway.get("/").text()).contains("\"reason\":\"NO_ENDPOINT\"");
      dns.script((query, tcp) -> ScriptedDns.addresses(query, 0, "127.0.0.1"));
      await().untilAsserted(() -> assertThat(gateway.get("/").status()).isEqualTo(200));
      dns.script((q, tcp) -> ScriptedDns.withZone(ScriptedDns.response(q, Rcode.NXDOMAIN), 1));
      await().untilAsserted(() -> assertThat(gateway.get("/").status()).isEqualTo(503));
    }
  }

  @Test
  void aMuteNameServerHoldsNoSnapshotUp() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.start((query, tcp) -> null);
        var gateway = asking(dns)) {
      gateway.apply(named("api.partner.test", backend.port()));
      assertThat(gateway.get("/").text()).contains("\"reason\":\"NO_ENDPOINT\"");
      dns.script((query, tcp) -> ScriptedDns.addresses(query, 0, "127.0.0.1"));
      await().untilAsserted(() -> assertThat(gateway.get("/").status()).isEqualTo(200));
    }
  }

  @Test
  void aNameThatWasGoodAndLeadsToLoopbackIsNotDialled() {
    try (var backend = saying("secret");
        var dns = ScriptedDns.answering(0, "127.0.0.2");
        var gateway = asking(dns)) {
      gateway.apply(
          named("rebind.test", backend.port())
              .dial(new DialRules(false, List.of("127.0.0.2"), List.of())));
      assertThat(gateway.get("/").text()).contains("UPSTREAM_CONNECT_FAILED");
      dns.script((query, tcp) -> ScriptedDns.addresses(query, 0, "127.0.0.1"));
      await()
          .untilAsserted(
              () ->
                  assertThat(gateway.get("/").text())
                      .contains("\"reason\":\"UPSTREAM_ADDRESS_FORBIDDEN\""));
      assertThat(backend.accepted()).isZero();
      assertThat(gateway.admin("/metrics").text())
          .containsPattern("sluice_upstream_forbidden_dials_total\\{[^}]*\\} [1-9]");
    }
  }

  @Test
  void ofGoodAndForbiddenAddressesOnlyTheGoodOnesAreUsed() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.answering(0, "169.254.169.254", "127.0.0.1", "10.0.0.1");
        var gateway = asking(dns)) {
      gateway.apply(
          named("mixed.test", backend.port())
              .dial(new DialRules(false, List.of("127.0.0.1"), List.of("10.0.0.0/8"))));
      for (int i = 0; i < 10; i++) {
        assertThat(gateway.get("/").text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void anAliasToAClusterNameOrToMetadataIsNotFollowed() {
    for (String to : List.of("orders.other.svc.cluster.local", "metadata.google.internal")) {
      try (var backend = saying("secret");
          var dns =
              ScriptedDns.start(
                  (query, tcp) -> {
                    Message answer = ScriptedDns.response(query, Rcode.NOERROR);
                    ScriptedDns.alias(answer, "sly.test", to, 0);
                    return ScriptedDns.addresses(
                        query, Name.fromString(to, Name.root), answer, 0, "127.0.0.1");
                  });
          var gateway = asking(dns)) {
        gateway.apply(named("sly.test", backend.port()).dial(CLUSTER_WITH_LOOPBACK));
        assertThat(gateway.get("/").status()).isEqualTo(503);
        assertThat(backend.accepted()).isZero();
        assertThat(gateway.admin("/metrics").text())
            .containsPattern("sluice_dns_lookups_total\\{[^}]*result=\"forbidden\",\\} [1-9]");
      }
    }
  }

  @Test
  void aChangedNameOrTargetIsFollowed() {
    try (var first = saying("first");
        var second = saying("second");
        var dns =
            ScriptedDns.start(
                (query, tcp) ->
                    ScriptedDns.addresses(
                        query,
                        600,
                        query.getQuestion().getName().toString(true).equals("a.test")
                            ? "127.0.0.1"
                            : "127.0.0.2"));
        var gateway = asking(dns)) {
      gateway.apply(named("a.test", first.port()));
      assertThat(gateway.get("/").text()).isEqualTo("first");
      gateway.apply(named("a.test", second.port()));
      assertThat(gateway.get("/").text()).isEqualTo("second");
      gateway.apply(named("b.test", second.port()));
      await().untilAsserted(() -> assertThat(gateway.get("/").status()).isEqualTo(502));
      gateway.apply(new Config().backend("b", first.endpoint()).forward("r", "/", "b"));
      assertThat(gateway.get("/").text()).isEqualTo("first");
    }
  }

  @Test
  void localhostIsKnownToTheMachine() {
    try (var backend = saying("hello");
        var dns = ScriptedDns.start((query, tcp) -> null);
        var gateway = asking(dns)) {
      gateway.apply(named("localhost", backend.port()));
      assertThat(gateway.get("/").text()).isEqualTo("hello");
      assertThat(dns.questions()).isEmpty();
    }
  }
}
