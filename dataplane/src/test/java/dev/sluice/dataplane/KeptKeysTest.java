package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.KeySet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A data plane that starts again while the issuer of its tokens is away. */
@Execution(ExecutionMode.CONCURRENT)
final class KeptKeysTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final String token = TestIssuer.RSA.token();
  private String url = "";

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  KeptKeysTest() {}

  /** Keys are fetched once, and then the issuer is away for good. */
  @BeforeEach
  void fetch() {
    String set = TestIssuer.set(TestIssuer.RSA);
    int port;
    try (ScriptedBackend issuer =
            ScriptedBackend.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: " + set.length() + "\r\n\r\n" + set);
        GatewayFixture gateway = start()) {
      port = issuer.port();
      url = "http://127.0.0.1:" + port + "/keys";
      gateway.apply(config(provider()));
      assertThat(status(gateway)).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> Files.exists(file()));
    }
    // A thread that waits in accept() takes one more connection after the socket was closed.
    await().atMost(PATIENCE).until(() -> isAway(port));
  }

  private static boolean isAway(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private Path file() {
    return directory.resolve("issuer-keys.json");
  }

  private GatewayFixture start() {
    return GatewayFixture.start(GatewayFixture.options().withStateDirectory(directory));
  }

  private GatewayFixture restarted(JwtConfig provider) {
    GatewayFixture gateway = start();
    gateway.apply(config(provider));
    return gateway;
  }

  private JwtConfig provider() {
    return JwtConfig.of(new KeySet.Remote(url, 300_000, 3_600_000, true, List.of()));
  }

  private Config config(JwtConfig provider) {
    return JwtConfig.of(new Config().backend("b", backend.endpoint()), provider);
  }

  private int status(GatewayFixture gateway) {
    return gateway.exchange(request("GET", "/", "Authorization: Bearer " + token)).status();
  }

  @Test
  void itsKeysServeAtOnceAndThePageSaysHowOldTheyAre() {
    try (GatewayFixture gateway = restarted(provider())) {
      assertThat(status(gateway)).isEqualTo(200);
      assertThat(gateway.admin("/api/v1/providers").text()).contains("\"state\":\"stale\"");
      assertThat(gateway.admin("/metrics").text())
          .contains("sluice_jwt_keys_stale{provider=\"idp\",} 1.0");
    }
  }

  @Test
  void theirFetchMustNotBeTooLongAgo() {
    KeySet.Remote brief = new KeySet.Remote(url, 1, 0, true, List.of());
    try (GatewayFixture gateway = restarted(JwtConfig.of(brief))) {
      assertThat(status(gateway)).isEqualTo(503);
    }
  }

  @Test
  void anotherPlaceOrIssuerDoesNotTakeThem() {
    KeySet.Remote elsewhere = new KeySet.Remote(url + "2", 300_000, 3_600_000, true, List.of());
    try (GatewayFixture gateway = restarted(JwtConfig.of(elsewhere))) {
      assertThat(status(gateway)).isEqualTo(503);
    }
    fetch();
    try (GatewayFixture gateway = start()) {
      gateway.apply(config(provider().named("idp", "https://other.test")));
      assertThat(
              gateway
                  .exchange(request("GET", "/", "Authorization: Bearer " + otherIssuersToken()))
                  .status())
          .isEqualTo(503);
    }
  }

  private static String otherIssuersToken() {
    return TestIssuer.RSA.sign(
        TestIssuer.RSA.header(),
        "{\"iss\":\"https://other.test\",\"aud\":\"shop\",\"exp\":"
            + (TestIssuer.now() + 300)
            + "}");
  }

  @Test
  void aDamagedFileIsPutAsideAndEverybodyIsToldToComeBack() throws IOException {
    Files.writeString(file(), Files.readString(file()).replace("AQAB", "AQAC"));
    try (GatewayFixture gateway = restarted(provider())) {
      assertThat(status(gateway)).isEqualTo(503);
      assertThat(directory.resolve("issuer-keys.json.damaged")).exists();
    }
  }
}
