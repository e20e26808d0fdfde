package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BackendTls;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.HealthCheck.HealthProbe;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks go where requests go, over the same TLS, and show nothing. */
final class HealthOverTlsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("backends");
  private static final TestAuthority OTHER = new TestAuthority("others");
  private static final HealthProbe HTTP = new HealthProbe.Http("/health", "", List.of(200));

  private static ScriptedBackend backend(TestAuthority.Issued certificate) {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.overTls(
            AUTHORITY.client(certificate),
            false,
            wire -> {
              for (var r = wire.request(); r != null; r = wire.request()) {
                self[0].record(r);
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
    return self[0];
  }

  private static BackendSection section(HealthProbe probe) {
    return BackendSection.of(key("b"))
        .with(new BackendTls.On("backend.test", List.of(key("ca")), List.of()))
        .with(new HealthCheck.On(probe, 0, new HealthCheck.Pace(20, 20, 20_000, 1, 1)));
  }

  private static Config config(BackendSection section, TestAuthority trusted, Endpoint at) {
    return new Config()
        .backend(section, at)
        .secret(trusted.bundle(key("ca")))
        .forward("r", "/", "b");
  }

  private static JsonNode endpoint(GatewayFixture gateway) {
    try {
      return new JsonMapper()
          .readTree(gateway.admin("/api/v1/backends").body())
          .at("/backends/0/endpoints/0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not only as long as nobody knows better. */
  private static void becomes(GatewayFixture gateway, String state) {
    await()
        .untilAsserted(() -> assertThat(endpoint(gateway).path("state").asText()).isEqualTo(state));
  }

  private static void isUnhealthy(Config config, String reason) {
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      becomes(gateway, "unhealthy");
      assertThat(endpoint(gateway).path("reason").asText()).isEqualTo(reason);
      assertThat(gateway.get("/").text()).contains("NO_HEALTHY_ENDPOINT");
    }
  }

  @Test
  void aBackendThatIsTrustedIsHealthyUntilItIsTrustedNoMore() {
    try (ScriptedBackend backend = backend(AUTHORITY.issue("backend.test"));
        GatewayFixture gateway =
            GatewayFixture.serving(config(section(HTTP), AUTHORITY, backend.endpoint()))) {
      becomes(gateway, "healthy");
      assertThat(gateway.get("/").status()).isEqualTo(200);
      gateway.apply(config(section(HTTP), OTHER, backend.endpoint()));
      becomes(gateway, "unhealthy");
      gateway.apply(config(section(HTTP), AUTHORITY, backend.endpoint()));
      becomes(gateway, "healthy");
      assertThat(backend.requests())
          .filteredOn(seen -> seen.startLine().startsWith("GET /health "))
          .isNotEmpty()
          .allSatisfy(seen -> assertThat(seen.all("Host")).containsExactly("backend.test"));
    }
  }

  @Test
  void whoseCertificateCannotBeTrustedIsUnhealthyAndTheReasonIsTold() {
    try (ScriptedBackend backend = backend(AUTHORITY.issue("backend.test"))) {
      isUnhealthy(
          config(section(HTTP), OTHER, backend.endpoint()),
          "TLS: its certificate is signed by no authority that is trusted");
    }
    try (ScriptedBackend backend = backend(AUTHORITY.issue("other.test"))) {
      isUnhealthy(
          config(section(HTTP), AUTHORITY, backend.endpoint()),
          "TLS: its certificate is not for backend.test");
    }
    try (ScriptedBackend backend =
        backend(AUTHORITY.issue("EC", Duration.ofDays(-1), "backend.test"))) {
      isUnhealthy(
          config(section(HTTP), AUTHORITY, backend.endpoint()), "TLS: its certificate has expired");
      isUnhealthy(
          config(section(new HealthProbe.Tcp()), AUTHORITY, backend.endpoint()),
          "TLS: its certificate has expired");
    }
    try (ScriptedBackend plain =
        ScriptedBackend.start(wire -> wire.send("HTTP/1.1 400 No\r\n\r\n").awaitEnd())) {
      isUnhealthy(config(section(HTTP), AUTHORITY, plain.endpoint()), "TLS: it does not speak TLS");
    }
  }

  @Test
  void aServerOfGrpcIsAskedOverTlsToo() {
    Undertow server =
        Undertow.builder()
            .addHttpsListener(0, "127.0.0.1", AUTHORITY.client(AUTHORITY.issue("backend.test")))
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(
                exchange -> {
                  boolean asked =
                      exchange.getProtocol().toString().equals("HTTP/2.0")
                          && exchange.getRequestScheme().equals("https")
                          && exchange.getHostName().equals("backend.test");
                  HeaderMap trailers = new HeaderMap();
                  trailers.put(new HttpString("grpc-status"), asked ? "0" : "13");
                  exchange.putAttachment(HttpAttachments.RESPONSE_TRAILER_SUPPLIER, () -> trailers);
                  exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/grpc");
                  exchange
                      .getResponseSender()
                      .send(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 2, 8, 1}));
                })
            .build();
    server.start();
    try {
      var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
      Endpoint at = new Endpoint("127.0.0.1", address.getPort());
      BackendSection section = section(new HealthProbe.Grpc("", ""));
      try (GatewayFixture gateway = GatewayFixture.serving(config(section, AUTHORITY, at))) {
        await()
            .untilAsserted(
                () ->
                    assertThat(endpoint(gateway).at("/lastCheck/outcome").asText())
                        .isEqualTo("passed"));
      }
      isUnhealthy(
          config(section, OTHER, at),
          "TLS: its certificate is signed by no authority that is trusted");
    } finally {
      server.stop();
    }
  }

  /** Whoever answers checks at another port may be somebody else. */
  @ParameterizedTest
  @EnumSource(Shown.class)
  void noCredentialIsShownToAHealthCheck(Shown shown) {
    try (ScriptedBackend tokens = Shown.tokenEndpoint();
        ScriptedBackend backend = backend(AUTHORITY.issue("backend.test"));
        GatewayFixture gateway =
            GatewayFixture.serving(
                config(
                        section(HTTP).with(shown.of("b", tokens.port())),
                        AUTHORITY,
                        backend.endpoint())
                    .secret(Shown.section("b")))) {
      await().until(() -> backend.requests().size() > 2);
      assertThat(gateway.get("/").status()).isEqualTo(200);
      for (Wire.Message seen : backend.requests()) {
        if (seen.startLine().startsWith("GET /health")) {
          assertThat(seen.startLine()).isEqualTo("GET /health HTTP/1.1");
          assertThat(seen.head()).doesNotContain(Shown.forms("b")).doesNotContain("uthorization");
        } else {
          assertThat(seen.head()).contains(shown.in("b"));
        }
      }
    }
  }
}
