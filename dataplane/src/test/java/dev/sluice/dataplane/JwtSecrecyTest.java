package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.CredentialPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens stand in no log, wherever the request carried them and however it ended. */
final class JwtSecrecyTest {
  @TempDir private Path directory;

  @Test
  void noTokenIsLoggedWhateverItsParameterIsCalled() throws IOException {
    Path log = directory.resolve("access.log");
    String token = TestIssuer.RSA.token();
    try (ScriptedBackend backend =
        ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      try (GatewayFixture gateway =
          GatewayFixture.start(GatewayFixture.options().withAccessLog(new LogTarget.File(log)))) {
        gateway.apply(
            new Config()
                .backend("b", backend.endpoint())
                .identities(
                    JwtConfig.rules(
                        JwtConfig.of(TestIssuer.RSA).from(new CredentialPlace.Query("t"))))
                .route("r", JwtConfig.asking("/closed", false, "idp"))
                .respond("open", "/open", 200, "open"));
        assertThat(gateway.get("/closed?x=1&t=" + token).status()).isEqualTo(200);
        assertThat(gateway.get("/closed?t=" + token + "x").status()).isEqualTo(401);
        assertThat(gateway.get("/closed?t=" + token + "&T=" + token).status()).isEqualTo(401);
        assertThat(gateway.get("/closed?t=" + token + "&%2574=" + token).status()).isEqualTo(401);
        assertThat(gateway.get("/open?%74=" + token).status()).isEqualTo(200);
        assertThat(gateway.get("/nowhere?t=" + token).status()).isEqualTo(404);
      }
      assertThat(Files.readString(log))
          .contains("[redacted]")
          .contains("/nowhere")
          .doesNotContain(token.substring(0, 20));
    }
  }
}
