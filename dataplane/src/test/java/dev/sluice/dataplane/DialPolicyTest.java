package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.RetryBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses are judged at the dial, wherever they come from. */
final class DialPolicyTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static Config at(Endpoint... endpoints) {
    return new Config().backend("b", endpoints).forward("r", "/", "b");
  }

  @Test
  void anEndpointThatTheCompilerShouldHaveRefusedIsRefusedHere() {
    try (var backend = ScriptedBackend.answering(OK);
        var gateway = GatewayFixture.serving(at(backend.endpoint()).dial(DialRules.CLUSTER))) {
      var answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("\"reason\":\"UPSTREAM_ADDRESS_FORBIDDEN\"");
      assertThat(answer.text()).doesNotContain("127.0.0.1");
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void pooledConnectionsToAnAddressThatIsForbiddenByNowAreNotUsed() {
    try (var backend = ScriptedBackend.answering(OK);
        var gateway = GatewayFixture.serving(at(backend.endpoint()));
        var client = gateway.client()) {
      String get = GatewayFixture.request("GET", "/");
      assertThat(client.send(get).response().status()).isEqualTo(200);
      gateway.apply(at(backend.endpoint()).dial(DialRules.CLUSTER));
      assertThat(client.send(get).response().status()).isEqualTo(502);
      gateway.apply(
          at(backend.endpoint()).dial(new DialRules(false, List.of("127.0.0.0/8"), List.of())));
      assertThat(client.send(get).response().status()).isEqualTo(200);
      assertThat(backend.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aGoodEndpointIsTriedInsteadOfAForbiddenOne() {
    try (var backend = ScriptedBackend.answering(OK);
        var gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        BackendSection.of(key("b")).with(new RetryBudget(0, 0)),
                        backend.endpoint(),
                        new Endpoint("169.254.169.254", backend.port()))
                    .forward("r", "/", "b"))) {
      // There is no budget for retries: nobody is asked twice.
      for (int i = 0; i < 50; i++) {
        assertThat(gateway.get("/").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void theOwnAdministrationIsNoBackendWhateverIsAllowed() {
    try (var gateway = GatewayFixture.start()) {
      gateway.apply(at(new Endpoint("127.0.0.1", gateway.dataplane().adminPort())));
      assertThat(gateway.get("/metrics").text())
          .contains("\"reason\":\"UPSTREAM_ADDRESS_FORBIDDEN\"");
      gateway.apply(at(new Endpoint("127.1.2.3", gateway.dataplane().adminPort())));
      assertThat(gateway.get("/metrics").text())
          .contains("\"reason\":\"UPSTREAM_ADDRESS_FORBIDDEN\"");
    }
  }

  @Test
  void theOwnListenerIsALoop() {
    try (var gateway = GatewayFixture.start()) {
      gateway.apply(new Config().respond("r", "/", 200, ""));
      int port = gateway.port();
      gateway.apply(at(new Endpoint("127.0.0.1", port)));
      var answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(508);
      assertThat(answer.text()).contains("\"reason\":\"LOOP_DETECTED\"");
    }
  }

  @Test
  void rulesThatCannotBeReadAreRefusedAsAWhole() {
    try (var gateway = GatewayFixture.start()) {
      Config bad =
          new Config()
              .respond("r", "/", 200, "")
              .dial(new DialRules(false, List.of("nonsense"), List.of()));
      assertThat(gateway.dataplane().apply(bad.snapshot(), bad.endpoints()).toString())
          .contains("nonsense");
    }
  }
}
