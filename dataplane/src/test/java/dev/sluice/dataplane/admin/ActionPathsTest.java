package dev.sluice.dataplane.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ActionPathsTest {
  private static final String BROKEN = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
  private static final String RESET = "/api/v1/backends/test/broken/breaker/reset";

  private static Wire.Message post(GatewayFixture gateway, String path, String... fields) {
    StringBuilder request =
        new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    try (Wire client = Wire.connect(gateway.dataplane().adminPort())) {
      return client.send(request.append("\r\n").toString()).response();
    }
  }

  private static GatewayFixture open(ScriptedBackend backend) {
    GatewayFixture gateway =
        GatewayFixture.serving(
            new Config()
                .backend(
                    BackendSection.of(Config.key("broken"))
                        .with(
                            new CircuitBreaker.On(
                                100,
                                100,
                                Timeout.NONE,
                                10_000,
                                10_000,
                                1,
                                3_600_000,
                                1,
                                BreakerFallback.REFUSE)),
                    backend.endpoint())
                .backend("plain", backend.endpoint())
                .forward("broken", "/", "broken")
                .forward("plain", "/plain", "plain"));
    assertThat(gateway.get("/").status()).isEqualTo(500);
    return gateway;
  }

  @Test
  void aPostClosesAnOpenBreaker() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var gateway = open(backend)) {
      assertThat(gateway.get("/").status()).isEqualTo(503);
      assertThat(gateway.admin("/api/v1/backends").text()).contains("\"state\":\"open\"");
      assertThat(gateway.admin("/metrics").text())
          .contains(
              "sluice_breaker_state{backend_namespace=\"test\",backend=\"broken\",state=\"open\",}"
                  + " 1.0");
      Wire.Message reset = post(gateway, RESET);
      assertThat(reset.status()).isEqualTo(200);
      assertThat(reset.text()).isEqualTo("{\"breaker\":\"closed\"}\n");
      assertThat(gateway.get("/").status()).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://localhost:9901",
        "Sec-Fetch-Site: cross-site"
      })
  void webPagesMayNot(String field) {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var gateway = open(backend)) {
      Wire.Message refused = post(gateway, RESET, field);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("CROSS_SITE_REQUEST");
      assertThat(gateway.get("/").status()).isEqualTo(503);
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    try (var backend = ScriptedBackend.answering(BROKEN);
        var gateway = open(backend)) {
      assertThat(post(gateway, RESET.replace("broken", "plain")).text()).contains("NO_BREAKER");
      assertThat(post(gateway, RESET.replace("broken", "gone")).text()).contains("NO_BACKEND");
      Wire.Message read = gateway.admin(RESET);
      assertThat(read.status()).isEqualTo(405);
      assertThat(read.first("Allow")).isEqualTo("POST");
      assertThat(post(gateway, "/api/v1/backends").status()).isEqualTo(405);
    }
  }
}
