package dev.sluice.dataplane;

import static dev.sluice.dataplane.Https.AUTHORITY;
import static dev.sluice.dataplane.Https.get;
import static dev.sluice.dataplane.Https.listener;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plain connections do, connections over TLS do too, in both versions. */
final class HttpsTrafficTest {
  private static Config forwarding(ScriptedBackend backend) {
    return new Config()
        .listeners(listener("cert"))
        .secret(AUTHORITY.issue("a.test").section(Config.key("cert")))
        .backend("b", backend.endpoint())
        .forward("r", "/", "b");
  }

  private static Wire connect(GatewayFixture gateway, String version) {
    return Wire.connect(Https.port(gateway), AUTHORITY.client(version), "a.test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void largeBodiesPassBothWaysAndTheBackendLearnsOfHttps(String version) {
    String large = "0123456789abcdef".repeat(200_000);
    try (ScriptedBackend backend =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
        GatewayFixture gateway = GatewayFixture.serving(forwarding(backend));
        Wire client = connect(gateway, version)) {
      for (int i = 0; i < 2; i++) {
        Wire.Message answer =
            client
                .send(
                    "POST /up HTTP/1.1\r\nHost: a.test\r\nContent-Length: "
                        + large.length()
                        + "\r\n\r\n"
                        + large)
                .response();
        assertThat(answer.text()).isEqualTo(large);
        assertThat(backend.lastRequest().text()).isEqualTo(large);
        assertThat(backend.lastRequest().first("X-Forwarded-Proto")).isEqualTo("https");
      }
      assertThat(client.session().getProtocol()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void pipelinedRequestsAreAnsweredInOrderAndTheLastEndsTheConnection(String version) {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                Https.answering(listener("cert"))
                    .secret(AUTHORITY.issue("a.test").section(Config.key("cert"))));
        Wire client = connect(gateway, version)) {
      client.send(
          get("a.test")
              + get("a.test")
              + "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        assertThat(client.response().text()).isEqualTo("here");
      }
      assertThat(client.endsCleanly()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatIsNoRequestGetsA400(String version) {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                Https.answering(listener("cert"))
                    .secret(AUTHORITY.issue("a.test").section(Config.key("cert"))));
        Wire client = connect(gateway, version)) {
      assertThat(client.send("nonsense\r\n\r\n").response().status()).isEqualTo(400);
      client.awaitEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theHeaderOfThePROXYProtocolStandsBeforeTls(String version) throws IOException {
    Listener plain = listener("cert");
    Listener proxied =
        new Listener(
            plain.name(),
            plain.port(),
            plain.protocol(),
            true,
            plain.hostnames(),
            plain.tls(),
            plain.redirect());
    try (ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        GatewayFixture gateway = GatewayFixture.serving(forwarding(backend).listeners(proxied));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), Https.port(gateway))) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      SSLContext context = AUTHORITY.client(version);
      try (SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(socket, "a.test", 443, true)) {
        secure.getOutputStream().write(get("a.test").getBytes(StandardCharsets.US_ASCII));
        byte[] answer = secure.getInputStream().readNBytes(12);
        assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        assertThat(backend.lastRequest().first("X-Forwarded-For")).isEqualTo("192.0.2.7");
      }
    }
  }
}
