package dev.sluice.dataplane;

import static dev.sluice.dataplane.LoginBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs say why somebody was refused, and who logged in; with no code, state, token or cookie. */
final class LoginLogTest {
  @TempDir private Path directory;

  @Test
  void whyIsToldAndNothingThatOpensADoor() throws IOException {
    Path access = directory.resolve("access.log");
    Path audit = directory.resolve("audit.log");
    String session;
    String login;
    String back;
    try (ScriptedIssuer issuer = new ScriptedIssuer();
        ScriptedBackend backend =
            ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        GatewayFixture gateway =
            GatewayFixture.start(
                GatewayFixture.options()
                    .withAccessLog(new LogTarget.File(access))
                    .withAuditLog(new LogTarget.File(audit)))) {
      gateway.apply(LoginConfig.of(issuer).around(new Config().backend("b", backend.endpoint())));
      LoginBrowser browser = new LoginBrowser(gateway);
      back = issuer.comeBack(location(browser.go("/cart")));
      login = browser.cookies().values().iterator().next();
      LoginBrowser twice = browser.copy();
      assertThat(browser.go(back).status()).isEqualTo(302);
      session = browser.cookies().get("sluice-people");
      assertThat(twice.go(back).status()).isEqualTo(401);
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      assertThat(browser.go("/oauth2/logout").status()).isEqualTo(303);
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(401);
      assertThat(gateway.admin("/api/v1/snapshot").text())
          .contains("[redacted]")
          .doesNotContain(ScriptedIssuer.SECRET);
    }
    String code = back.replaceAll(".*code=([^&]*).*", "$1");
    String state = back.replaceAll(".*state=([^&]*).*", "$1");
    assertThat(Files.readString(access))
        .contains("people: no session, sent to log in")
        .contains("people: the callback was used before")
        .contains("code=[redacted]&state=[redacted]")
        .doesNotContain(code + "&")
        .doesNotContain(state)
        .doesNotContain(login)
        .doesNotContain(session)
        .doesNotContain("access-")
        .doesNotContain(ScriptedIssuer.SECRET);
    assertThat(Files.readString(audit))
        .contains("/oauth2/callback")
        .contains("alice")
        .contains("the callback was used before")
        .doesNotContain(code + "&")
        .doesNotContain(state)
        .doesNotContain(session);
  }
}
