package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hardening HX5: no page of another site opens a WebSocket in the name of who looks at it. */
final class HandshakeOriginTest {
  private static final String APP = "https://app.good.example";
  private static final String COOKIE = "Cookie: session=" + TestIssuer.RSA.token();
  private static final String PASSWORD = "Authorization: Basic YWRhOnNlY3JldA==";
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final ScriptedBackend backend = accepting();

  private static ScriptedBackend accepting() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              for (var asked = wire.request(); asked != null; asked = wire.request()) {
                self[0].record(asked);
                boolean handshake = !asked.all("Upgrade").isEmpty();
                wire.send(handshake ? ACCEPTED : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                if (handshake) {
                  wire.awaitEnd();
                }
              }
            });
    return self[0];
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private Config config(Cors cors, Authentication authentication) {
    return config(
        Config.under(AccessPolicies.OPEN.with(cors).with(authentication), rule("/", to("b"))));
  }

  private Config config(RouteRule rule) {
    IdentityProvider tokens =
        JwtConfig.of(TestIssuer.RSA)
            .from(
                new CredentialPlace.Header("authorization", "Bearer"),
                new CredentialPlace.Cookie("session"),
                new CredentialPlace.Query("t"))
            .provider();
    IdentityProvider passwords =
        new IdentityProvider.Basic("ops", new SecretEntry(key("users"), "auth"), "ops", "");
    return new Config()
        .identities(new IdentityRules(List.of(tokens, passwords), new TreeMap<>()))
        .secret(
            new SecretSection.Passwords(
                key("users"),
                new TreeMap<>(
                    Map.of("auth", new SecretText("ada:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")))))
        .backend("b", backend.endpoint())
        .route("r", rule);
  }

  private static Authentication asked(boolean optional) {
    return new Authentication.ByProviders(List.of("idp", "ops"), optional);
  }

  private static Cors.On pages(boolean credentials, String... origins) {
    return new Cors.On(List.of(origins), List.of("GET"), List.of(), List.of(), credentials, 5);
  }

  private static String handshake(String target, String... fields) {
    return request("GET", target, fields).stripTrailing()
        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  }

  private int status(GatewayFixture gateway, String target, String... fields) {
    try (Wire client = gateway.client()) {
      return client.send(handshake(target, fields)).responseHead().status();
    }
  }

  private void refused(GatewayFixture gateway, String target, String... fields) {
    int before = backend.requests().size();
    try (Wire client = gateway.client()) {
      Wire.Message answer = client.send(handshake(target, fields)).response();
      assertThat(answer.status()).as(String.join(" ", fields)).isEqualTo(403);
      assertThat(answer.text()).contains("\"reason\":\"CORS_REFUSED\"");
      // The connection is as good as before.
      assertThat(client.send(request("GET", "/", COOKIE)).response().status()).isEqualTo(200);
    }
    assertThat(backend.requests()).hasSize(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://evil.example",
        "null",
        "https://a.test.evil.example",
        "https://evil-a.test",
        "https://sub.a.test",
        "https://a.test:8443",
        "https://a.test:80",
        "http://a.test:443",
        "https://a.test@evil.example",
        "https://evil.example/a.test",
        "https://evil.example#a.test",
        "https://a.test/",
        "https:///a.test",
        "https://",
        "a.test",
        "//a.test",
        "file://a.test",
        "chrome-extension://a.test",
        "HTTPS://a.test ",
        "https://a.test, https://evil.example"
      })
  void withoutAPolicyAPageOfAnotherSiteHasNoUseOfWhatTheBrowserAdds(String origin) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)))) {
      refused(gateway, "/", "Origin: " + origin, COOKIE);
      refused(gateway, "/", "Origin: " + origin, PASSWORD);
    }
  }

  @Test
  void severalOriginsAreNone() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)))) {
      refused(gateway, "/", "Origin: http://a.test\r\nOrigin: http://a.test", COOKIE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a.test", "https://a.test"})
  void theSitesOwnPagesHave(String origin) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)))) {
      assertThat(status(gateway, "/", "Origin: " + origin, COOKIE)).isEqualTo(101);
      assertThat(status(gateway, "/", "Origin: " + origin, PASSWORD)).isEqualTo(101);
    }
  }

  @Test
  void aPortIsPartOfASiteAndTheUsualOneNeedNotBeWritten() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)));
        Wire client = gateway.client()) {
      String asked = handshake("/", COOKIE, "Origin: http://a.test:8080");
      assertThat(
              client
                  .send(asked.replace("Host: a.test", "Host: A.test:8080"))
                  .responseHead()
                  .status())
          .isEqualTo(101);
    }
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)));
        Wire client = gateway.client()) {
      String asked = handshake("/", COOKIE, "Origin: https://a.test");
      assertThat(
              client
                  .send(asked.replace("Host: a.test", "Host: a.test:443"))
                  .responseHead()
                  .status())
          .isEqualTo(101);
    }
  }

  /** Whoever is on the way could have written it. */
  @Test
  void aPageWithoutTlsIsAnotherSiteWhereThereIsTls() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(Cors.OFF, asked(false))
                .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for")))) {
      String[] proxy = {"X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"};
      refused(gateway, "/", "Origin: http://a.test", COOKIE, proxy[0], proxy[1]);
      assertThat(status(gateway, "/", "Origin: https://a.test", COOKIE, proxy[0], proxy[1]))
          .isEqualTo(101);
    }
  }

  @Test
  void whoBringsACredentialOfItsOwnIsNoPageThatBorrowsOne() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)))) {
      String evil = "Origin: https://evil.example";
      String token = TestIssuer.RSA.token();
      assertThat(status(gateway, "/?t=" + token, evil)).isEqualTo(101);
      assertThat(status(gateway, "/", evil, "Authorization: Bearer " + token)).isEqualTo(101);
      // No browser, or one that has nothing to hide.
      assertThat(status(gateway, "/", COOKIE)).isEqualTo(101);
      assertThat(status(gateway, "/", PASSWORD)).isEqualTo(101);
      assertThat(status(gateway, "/", evil)).isEqualTo(401);
    }
  }

  @Test
  void whoIsNobodyMayComeFromAnywhereWhereNobodyMayPass() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(true)))) {
      assertThat(status(gateway, "/", "Origin: https://evil.example")).isEqualTo(101);
      refused(gateway, "/", "Origin: https://evil.example", COOKIE);
    }
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, Authentication.PUBLIC))) {
      assertThat(status(gateway, "/", "Origin: https://evil.example", COOKIE)).isEqualTo(101);
    }
  }

  @Test
  void aPolicyNamesThePagesThatMayAndKeepsOthersOutWhateverTheyBring() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(pages(true, APP), asked(true)))) {
      assertThat(status(gateway, "/", "Origin: " + APP, COOKIE)).isEqualTo(101);
      assertThat(status(gateway, "/", "Origin: " + APP)).isEqualTo(101);
      assertThat(status(gateway, "/", "Origin: http://a.test", COOKIE)).isEqualTo(101);
      assertThat(status(gateway, "/", COOKIE)).isEqualTo(101);
      for (String origin : List.of("https://evil.example", "null", APP + ".evil.example")) {
        refused(gateway, "/", "Origin: " + origin, COOKIE);
        refused(gateway, "/", "Origin: " + origin);
        refused(gateway, "/?t=" + TestIssuer.RSA.token(), "Origin: " + origin);
      }
      refused(gateway, "/", "Origin: " + APP + "\r\nOrigin: " + APP, COOKIE);
    }
  }

  @Test
  void aPolicyThatIsPublicKeepsOutToo() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(pages(false, APP), Authentication.UNSAID))) {
      assertThat(status(gateway, "/", "Origin: " + APP)).isEqualTo(101);
      refused(gateway, "/", "Origin: https://evil.example");
    }
  }

  /** With {@code *} every page may ask, and none in the name of its user. */
  @Test
  void withoutAllowCredentialsNoOtherPageUsesWhatTheBrowserAdds() {
    for (Cors.On policy : List.of(pages(false, "*"), pages(false, APP))) {
      try (GatewayFixture gateway = GatewayFixture.serving(config(policy, asked(true)))) {
        refused(gateway, "/", "Origin: " + APP, COOKIE);
        refused(gateway, "/", "Origin: " + APP, PASSWORD);
        assertThat(status(gateway, "/", "Origin: " + APP)).isEqualTo(101);
        assertThat(status(gateway, "/?t=" + TestIssuer.RSA.token(), "Origin: " + APP))
            .isEqualTo(101);
        assertThat(status(gateway, "/", "Origin: http://a.test", COOKIE)).isEqualTo(101);
      }
    }
  }

  @Test
  void plainRequestsAreServedAsBefore() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(Cors.OFF, asked(false)))) {
      for (String more :
          List.of("X-A: b", "Upgrade: h2c", "Upgrade: websocket, h2c", "Connection: Upgrade")) {
        assertThat(
                gateway
                    .exchange(request("GET", "/", "Origin: https://evil.example", COOKIE, more))
                    .status())
            .as(more)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whyStandsInBothLogs(@TempDir Path directory) throws Exception {
    Path access = directory.resolve("access.log");
    Path audit = directory.resolve("audit.log");
    try (GatewayFixture gateway =
        GatewayFixture.start(
            GatewayFixture.options()
                .withAccessLog(new LogTarget.File(access))
                .withAuditLog(new LogTarget.File(audit)))) {
      gateway.apply(config(Cors.OFF, asked(false)));
      refused(gateway, "/", "Origin: https://evil.example", COOKIE);
      assertThat(gateway.admin("/metrics").text()).contains("reason=\"CORS_REFUSED\"");
    }
    assertThat(Files.readString(access))
        .contains("CORS_REFUSED", "a WebSocket of another site's page");
    assertThat(Files.readString(audit))
        .contains("CORS_REFUSED", "a WebSocket of another site's page")
        .doesNotContain("eyJ");
  }
}
