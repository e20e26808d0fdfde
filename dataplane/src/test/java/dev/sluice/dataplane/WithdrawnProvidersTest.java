package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.KeySet;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole providers, and secrets of logins, that a snapshot takes away which is refused. */
final class WithdrawnProvidersTest {
  private static final IdentityRules NOBODY = new IdentityRules(List.of(), new TreeMap<>());

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final TokenDesk desk = TokenDesk.saying("{\"active\":true,\"sub\":\"alice\"}");
  private final ScriptedIssuer issuer = new ScriptedIssuer();

  @AfterEach
  void stop() {
    backend.close();
    desk.close();
    issuer.close();
  }

  private Config base() {
    return new Config().backend("b", backend.endpoint());
  }

  /** It cannot be served: one of its routes wants a backend that is not there. */
  private static Config broken(Config config) {
    return config.forward("broken", "/broken", "nobody");
  }

  private static void refused(GatewayFixture gateway, Config config) {
    Config broken = broken(config);
    assertThat(gateway.dataplane().apply(broken.snapshot(), broken.endpoints()))
        .isInstanceOf(ApplyResult.Refused.class);
  }

  private static int byToken(GatewayFixture gateway, String token) {
    return gateway.exchange(request("GET", "/", "Authorization: Bearer " + token)).status();
  }

  @Test
  void tokensOfAnIssuerWhoseProviderIsGoneAreWorthNothingAndOthersAreJudgedAsBefore() {
    Config both =
        IntrospectionConfig.at(desk.port())
            .opaqueOnly()
            .on(base(), JwtConfig.of(TestIssuer.RSA).provider());
    String signed = TestIssuer.RSA.token();
    try (GatewayFixture gateway = GatewayFixture.serving(both)) {
      assertThat(byToken(gateway, signed)).isEqualTo(200);
      assertThat(byToken(gateway, "opaque-token")).isEqualTo(200);
      refused(gateway, IntrospectionConfig.at(desk.port()).opaqueOnly().on(base()));
      assertThat(byToken(gateway, signed)).isEqualTo(401);
      assertThat(byToken(gateway, "opaque-token")).isEqualTo(200);
      refused(gateway, base().identities(NOBODY));
      assertThat(byToken(gateway, "opaque-token")).isEqualTo(401);
      assertThat(desk.questions()).hasSize(1);
      gateway.apply(
          IntrospectionConfig.at(desk.port())
              .opaqueOnly()
              .on(base(), JwtConfig.of(TestIssuer.RSA).provider()));
      assertThat(byToken(gateway, signed)).isEqualTo(200);
      assertThat(byToken(gateway, "opaque-token")).isEqualTo(200);
    }
  }

  @Test
  void tokensOfAnIssuerThatItsProviderTakesNoMoreAreWorthNothing() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            base()
                .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.RSA)))
                .route("r", asking(rule("/", to("b")), "idp")))) {
      assertThat(byToken(gateway, TestIssuer.RSA.token())).isEqualTo(200);
      refused(
          gateway,
          base()
              .identities(
                  JwtConfig.rules(JwtConfig.of(TestIssuer.RSA).named("idp", "https://new.test")))
              .route("r", asking(rule("/", to("b")), "idp")));
      assertThat(byToken(gateway, TestIssuer.RSA.token())).isEqualTo(401);
    }
  }

  @Test
  void keysThatWereFetchedCountOnlyIfTheyAreAmongThoseWhichAreWrittenDownInstead() {
    try (ScriptedBackend keys =
            ScriptedBackend.answering(
                TokenDesk.json(TestIssuer.set(TestIssuer.RSA, TestIssuer.OTHER_RSA)));
        GatewayFixture gateway =
            GatewayFixture.serving(
                base()
                    .identities(
                        JwtConfig.rules(
                            JwtConfig.of(
                                new KeySet.Remote(
                                    "http://127.0.0.1:" + keys.port() + "/",
                                    300_000,
                                    300_000,
                                    true,
                                    List.of()))))
                    .route("r", asking(rule("/", to("b")), "idp")))) {
      assertThat(byToken(gateway, TestIssuer.RSA.token())).isEqualTo(200);
      assertThat(byToken(gateway, TestIssuer.OTHER_RSA.token())).isEqualTo(200);
      refused(
          gateway,
          base()
              .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.OTHER_RSA)))
              .route("r", asking(rule("/", to("b")), "idp")));
      assertThat(byToken(gateway, TestIssuer.RSA.token())).isEqualTo(401);
      assertThat(byToken(gateway, TestIssuer.OTHER_RSA.token())).isEqualTo(200);
    }
  }

  @Test
  void aProviderThatWasOnlyRenamedKnowsItsTokens() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            base()
                .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.RSA)))
                .route("r", asking(rule("/", to("b")), "idp")))) {
      refused(
          gateway,
          base()
              .identities(
                  JwtConfig.rules(JwtConfig.of(TestIssuer.RSA).named("other", "https://idp.test")))
              .route("r", asking(rule("/", to("b")), "other")));
      assertThat(byToken(gateway, TestIssuer.RSA.token())).isEqualTo(200);
    }
  }

  @Test
  void usersAreThoseOfTheSecretThatTheProviderNamesNow() {
    String line = "ada:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=";
    try (GatewayFixture gateway = GatewayFixture.serving(passwords("users", line))) {
      String ada = "Authorization: Basic YWRhOnNlY3JldA==";
      assertThat(gateway.exchange(request("GET", "/", ada)).status()).isEqualTo(200);
      refused(gateway, passwords("new", line).secret(users("users", line)));
      assertThat(gateway.exchange(request("GET", "/", ada)).status()).isEqualTo(200);
      refused(gateway, passwords("new", "bob:{SHA}x").secret(users("users", line)));
      assertThat(gateway.exchange(request("GET", "/", ada)).status()).isEqualTo(401);
    }
  }

  private Config passwords(String secret, String line) {
    return base()
        .identities(
            new IdentityRules(
                List.of(
                    new IdentityProvider.Basic(
                        "ops", new SecretEntry(key(secret), "auth"), "ops", "")),
                new TreeMap<>()))
        .secret(users(secret, line))
        .route("r", asking(rule("/", to("b")), "ops"));
  }

  private static SecretSection users(String name, String line) {
    return new SecretSection.Passwords(
        key(name), new TreeMap<>(Map.of("auth", new SecretText(line))));
  }

  @Test
  void whoeverAServiceThatIsGoneLetInIsNotLetInAnyMore() {
    try (ScriptedBackend authz = ScriptedBackend.answering(ExternalConfig.OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                ExternalConfig.provider().cache(600_000).failOpen(true).config(authz, backend))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      refused(gateway, base().identities(NOBODY));
      assertThat(gateway.get("/").status()).isEqualTo(503);
    }
  }

  @Test
  void aSessionUnderASecretThatWasTakenAwayIsNoneAndOthersGoOn() {
    LoginConfig now = LoginConfig.of(issuer).secrets(LoginConfig.KEY, LoginConfig.OTHER_KEY);
    try (GatewayFixture gateway = GatewayFixture.serving(now.around(base()))) {
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      refused(gateway, LoginConfig.of(issuer).secrets(LoginConfig.KEY).around(base()));
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
      refused(gateway, LoginConfig.of(issuer).secrets(LoginConfig.OTHER_KEY).around(base()));
      assertThat(browser.fetch("GET", "/").status()).isNotEqualTo(200);
      int before = backend.requests().size();
      LoginBrowser another = new LoginBrowser(gateway);
      // Of both secrets none is left that the two versions have.
      assertThat(another.fetch("GET", "/").status()).isEqualTo(401);
      assertThat(backend.requests()).hasSize(before);
      gateway.apply(LoginConfig.of(issuer).secrets(LoginConfig.OTHER_KEY).around(base()));
      another.logIn(issuer, "/");
      assertThat(another.fetch("GET", "/").status()).isEqualTo(200);
    }
  }

  @Test
  void peopleLogInWithTheSecretThatIsLeft() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            LoginConfig.of(issuer)
                .secrets(LoginConfig.KEY, LoginConfig.OTHER_KEY)
                .around(base()))) {
      refused(gateway, LoginConfig.of(issuer).secrets(LoginConfig.OTHER_KEY).around(base()));
      LoginBrowser browser = new LoginBrowser(gateway);
      browser.logIn(issuer, "/");
      assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
    }
  }

  @Test
  void sessionsOfAProviderThatIsGoneOrOfAnotherIssuerAreNone() {
    LoginConfig now = LoginConfig.of(issuer);
    for (Config next :
        List.of(base().identities(NOBODY), now.at("http://127.0.0.1:1").around(base()))) {
      try (GatewayFixture gateway = GatewayFixture.serving(now.around(base()))) {
        LoginBrowser browser = new LoginBrowser(gateway);
        browser.logIn(issuer, "/");
        assertThat(browser.fetch("GET", "/").status()).isEqualTo(200);
        refused(gateway, next);
        assertThat(browser.fetch("GET", "/").status()).isEqualTo(401);
      }
    }
  }

  @Test
  void aRestartDoesNotBringBackWhatWasTakenAway() {
    Config good =
        base()
            .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.RSA, TestIssuer.OTHER_RSA)))
            .route("r", asking(rule("/", to("b")), "idp"));
    Config refused =
        broken(
            base()
                .identities(JwtConfig.rules(JwtConfig.of(TestIssuer.OTHER_RSA)))
                .route("r", asking(rule("/", to("b")), "idp")));
    try (GatewayFixture gateway = GatewayFixture.start()) {
      assertThat(
              gateway
                  .dataplane()
                  .apply(good.snapshot(), good.endpoints(), Optional.of(refused.snapshot())))
          .isInstanceOf(ApplyResult.Applied.class);
      assertThat(byToken(gateway, TestIssuer.RSA.token())).isEqualTo(401);
      assertThat(byToken(gateway, TestIssuer.OTHER_RSA.token())).isEqualTo(200);
    }
  }
}
