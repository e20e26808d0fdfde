package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.CredentialPlace;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API keys on the wire: HJ44 and HJ45 of the hardening list, and what is near them. */
final class ApiKeyTest {
  private static final String KEY = "canary-7f3a-0123456789";
  private static final String OTHER = "canary-7f3a-9876543210";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // JUnit fills the field.
  ApiKeyTest() {}

  @AfterEach
  void stop() {
    backend.close();
  }

  private static IdentityProvider.ApiKeys provider(boolean strip, CredentialPlace... from) {
    return new IdentityProvider.ApiKeys(
        "partners", new TreeMap<>(Map.of("a", "b")), List.of(from), "x-client-id", strip);
  }

  private static final CredentialPlace HEADER = new CredentialPlace.Header("x-api-key", "");

  private static SecretSection secret(String name, String text, String... providers) {
    try {
      return new SecretSection.ApiKey(
          key(name),
          List.of(providers),
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.US_ASCII))),
          "owner of " + name,
          List.of("orders:read"),
          new TreeMap<>(Map.of("plan", "gold")),
          Long.MAX_VALUE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Config config(IdentityProvider.ApiKeys provider, SecretSection... secrets) {
    return new Config()
        .identities(new IdentityRules(List.of(provider), new TreeMap<>()))
        .secret(secrets)
        .backend("b", backend.endpoint())
        .route("r", asking(rule("/", to("b")), "partners"));
  }

  @Test
  void whoHasAKeyPassesAndTheBackendSeesWhoItIs() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(provider(true, HEADER), secret("one", KEY, "partners")))) {
      assertThat(
              gateway
                  .exchange(
                      request("GET", "/?a=1", "X-API-Key: " + KEY, "X-Client-Id: root", "X-A: b"))
                  .status())
          .isEqualTo(200);
      assertThat(backend.lastRequest().head())
          .startsWith("GET /?a=1 ")
          .containsIgnoringCase("x-client-id: owner of one\r\n")
          .contains("X-A: b")
          .doesNotContain("canary", "root");
      assertThat(gateway.admin("/api/v1/snapshot").text()).doesNotContain("canary", sha256());
    }
  }

  private static String sha256() {
    return ((SecretSection.ApiKey) secret("one", KEY)).hash();
  }

  @Test
  void aKeyThatIsKeptReachesTheBackend() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(provider(false, HEADER), secret("one", KEY, "partners")))) {
      gateway.exchange(request("GET", "/", "X-API-Key: " + KEY));
      assertThat(backend.lastRequest().head()).contains("X-API-Key: " + KEY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-API-Key:",
        "X-API-Key: x",
        "X-API-Key: canary-7f3a-012345678",
        "X-API-Key: anary-7f3a-0123456789",
        "X-API-Key: CANARY-7F3A-0123456789",
        "X-API-Key: Bearer canary-7f3a-0123456789",
        "X-API-Key: canary-7f3a-0123456789%20",
        "X-API-Key: \"canary-7f3a-0123456789\"",
        "X-API-Key: canary-7f3a-0123456789, canary-7f3a-0123456789",
        "X-API-Key: canary-7f3a-0123456789\r\nX-API-Key: canary-7f3a-0123456789",
        "X-API-Key: canary-7f3a-0123456789\r\nX-API-Key: x",
        "X-API-Key: canary-7f3a-9876543210",
        "X_API_Key: canary-7f3a-0123456789",
        "Authorization: canary-7f3a-0123456789",
        "Authorization: Bearer canary-7f3a-0123456789",
        "Cookie: x-api-key=canary-7f3a-0123456789",
        "X-Nothing: 1"
      })
  void nothingElseLetsAnybodyIn(String fields) {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                config(
                    provider(true, HEADER),
                    secret("one", KEY, "partners"),
                    secret("two", OTHER, "others")));
        Wire client = gateway.client()) {
      for (int i = 0; i < 3; i++) {
        Wire.Message answer = client.send(request("GET", "/", fields)).response();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.all("WWW-Authenticate")).containsExactly("ApiKey realm=\"partners\"");
        assertThat(answer.text()).contains("UNAUTHENTICATED").doesNotContain("canary");
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 30_000})
  void aLongKeyLetsNobodyIn(int length) {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(provider(true, HEADER), secret("one", KEY, "partners")))) {
      assertThat(
              gateway
                  .exchange(request("GET", "/", "X-API-Key: " + KEY + "x".repeat(length)))
                  .status())
          .isEqualTo(401);
    }
  }

  @Test
  void aDeletedKeyIsWorthNothingOnAConnectionThatIsOpenAndTwoOfOneOwnerAreWorthTheSame() {
    try (GatewayFixture gateway =
            GatewayFixture.serving(config(provider(true, HEADER), secret("one", KEY, "partners")));
        Wire client = gateway.client()) {
      String first = request("GET", "/", "X-API-Key: " + KEY);
      String second = request("GET", "/", "X-API-Key: " + OTHER);
      assertThat(client.send(first).response().status()).isEqualTo(200);
      assertThat(client.send(second).response().status()).isEqualTo(401);
      gateway.apply(
          config(
              provider(true, HEADER),
              secret("one", KEY, "partners"),
              secret("two", OTHER, "partners")));
      assertThat(client.send(first).response().status()).isEqualTo(200);
      assertThat(client.send(second).response().status()).isEqualTo(200);
      gateway.apply(config(provider(true, HEADER), secret("two", OTHER, "partners")));
      assertThat(client.send(first).response().status()).isEqualTo(401);
      assertThat(client.send(second).response().status()).isEqualTo(200);
    }
  }

  @Test
  void theFirstPlaceWithAKeyDecidesAndAllAreStripped() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(
                provider(
                    true,
                    HEADER,
                    new CredentialPlace.Query("k"),
                    new CredentialPlace.Cookie("key")),
                secret("one", KEY, "partners")))) {
      String good = request("GET", "/?a=1&k=x&b=2", "X-API-Key: " + KEY, "Cookie: a=b; key=y");
      assertThat(gateway.exchange(good).status()).isEqualTo(200);
      assertThat(backend.lastRequest().head())
          .startsWith("GET /?a=1&b=2 ")
          .contains("Cookie: a=b\r\n");
      assertThat(gateway.exchange(request("GET", "/?k=" + KEY)).status()).isEqualTo(200);
      assertThat(backend.lastRequest().head()).startsWith("GET / ");
      assertThat(gateway.exchange(request("GET", "/", "Cookie: key=" + KEY)).status())
          .isEqualTo(200);
      assertThat(backend.lastRequest().head()).doesNotContain("Cookie");
      assertThat(gateway.exchange(request("GET", "/?k=" + KEY, "X-API-Key: x")).status())
          .isEqualTo(401);
      assertThat(gateway.exchange(request("GET", "/?k=" + KEY + "%20")).status()).isEqualTo(401);
      assertThat(gateway.exchange(request("GET", "/?k=" + KEY + "&k=" + KEY)).status())
          .isEqualTo(401);
    }
  }

  /** HJ45: what is bad in the provider that is asked first is not made good by the next. */
  @Test
  void aBadCredentialIsNotRescuedByAnotherThatIsGood() {
    IdentityProvider.Basic basic =
        new IdentityProvider.Basic("ops", new SecretEntry(key("users"), "auth"), "ops", "");
    SecretSection users =
        new SecretSection.Passwords(
            key("users"),
            new TreeMap<>(
                Map.of("auth", new SecretText("ada:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"))));
    Config both =
        new Config()
            .identities(new IdentityRules(List.of(provider(true, HEADER), basic), new TreeMap<>()))
            .secret(secret("one", KEY, "partners"), users)
            .backend("b", backend.endpoint())
            .route(
                "r",
                asking(
                    rule("/", to("b")),
                    new Authentication.ByProviders(List.of("ops", "partners"), false)));
    try (GatewayFixture gateway = GatewayFixture.serving(both)) {
      String goodUser = "Authorization: Basic YWRhOnNlY3JldA==";
      String badUser = "Authorization: Basic YWRhOndyb25n";
      assertThat(status(gateway, badUser, "X-API-Key: " + KEY)).isEqualTo(401);
      assertThat(status(gateway, goodUser, "X-API-Key: x")).isEqualTo(200);
      assertThat(status(gateway, "Authorization: Bearer x", "X-API-Key: " + KEY)).isEqualTo(200);
      assertThat(status(gateway, "Authorization: Bearer x", "X-API-Key: x")).isEqualTo(401);
      assertThat(gateway.get("/").all("WWW-Authenticate"))
          .containsExactly("Basic realm=\"ops\", charset=\"UTF-8\"", "ApiKey realm=\"partners\"");
    }
  }

  /** A backend that believes what the gateway lets pass would take the forged one for proven. */
  @Test
  void aCredentialThatNobodyHasLookedAtDoesNotPassBesideAGoodOne() {
    JwtConfig tokens =
        JwtConfig.of(TestIssuer.RSA)
            .from(
                new CredentialPlace.Header("authorization", "Bearer"),
                new CredentialPlace.Cookie("session"));
    Config both =
        new Config()
            .identities(
                new IdentityRules(
                    List.of(provider(false, HEADER), tokens.provider()), new TreeMap<>()))
            .secret(secret("one", KEY, "partners"))
            .backend("b", backend.endpoint())
            .route("r", asking(rule("/", to("b")), "partners", "idp"));
    String forged = TestIssuer.OTHER_RSA.named("rsa-1").token();
    String good = TestIssuer.RSA.token();
    try (GatewayFixture gateway = GatewayFixture.serving(both)) {
      String bearer = "Authorization: Bearer ";
      assertThat(status(gateway, "X-API-Key: " + KEY, bearer + forged)).isEqualTo(200);
      assertThat(backend.lastRequest().head()).contains(KEY).doesNotContain(forged);
      assertThat(status(gateway, bearer + good, "Cookie: a=b; session=" + forged)).isEqualTo(200);
      assertThat(backend.lastRequest().head())
          .contains(bearer + good, "Cookie: a=b\r\n")
          .doesNotContain(forged);
    }
  }

  /** HJ45: a token that is asked for first decides, whatever else the request carries. */
  @Test
  void aForgedTokenIsNotRescuedByAKeyThatIsGood() {
    Config both =
        new Config()
            .identities(
                new IdentityRules(
                    List.of(provider(false, HEADER), JwtConfig.of(TestIssuer.RSA).provider()),
                    new TreeMap<>()))
            .secret(secret("one", KEY, "partners"))
            .backend("b", backend.endpoint())
            .route("r", asking(rule("/", to("b")), "idp", "partners"));
    String forged = "Authorization: Bearer " + TestIssuer.OTHER_RSA.named("rsa-1").token();
    String good = "Authorization: Bearer " + TestIssuer.RSA.token();
    try (GatewayFixture gateway = GatewayFixture.serving(both)) {
      assertThat(status(gateway, forged, "X-API-Key: " + KEY)).isEqualTo(401);
      assertThat(status(gateway, "Authorization: Bearer x", "X-API-Key: " + KEY)).isEqualTo(401);
      assertThat(backend.accepted()).isZero();
      assertThat(status(gateway, good, "X-API-Key: " + OTHER)).isEqualTo(200);
      assertThat(backend.lastRequest().head()).contains(good).doesNotContain(OTHER);
      assertThat(status(gateway, "X-API-Key: " + KEY)).isEqualTo(200);
    }
  }

  private static int status(GatewayFixture gateway, String... fields) {
    return gateway.exchange(request("GET", "/", fields)).status();
  }

  @Test
  void manyAtATimeAreEachToldTheirOwn() throws Exception {
    try (GatewayFixture gateway =
            GatewayFixture.serving(
                config(
                    provider(true, HEADER),
                    secret("one", KEY, "partners"),
                    secret("two", OTHER, "partners")));
        ExecutorService clients = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean good = i % 2 == 0;
        results.add(
            clients.submit(
                () -> {
                  try (Wire client = gateway.client()) {
                    for (int j = 0; j < 50; j++) {
                      String sent = good ? KEY : KEY + "x";
                      int answer =
                          client
                              .send(request("GET", "/", "X-API-Key: " + sent))
                              .response()
                              .status();
                      if (answer != (good ? 200 : 401)) {
                        return false;
                      }
                    }
                    return true;
                  }
                }));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @Test
  void noKeyStandsInTheLogWhereverItWasSent() throws Exception {
    Path log = directory.resolve("access.log");
    try (GatewayFixture gateway =
        GatewayFixture.start(GatewayFixture.options().withAccessLog(new LogTarget.File(log)))) {
      gateway.apply(
          config(
              provider(
                  true, HEADER, new CredentialPlace.Query("k"), new CredentialPlace.Cookie("c")),
              secret("one", KEY, "partners")));
      gateway.exchange(request("GET", "/?k=" + KEY));
      gateway.exchange(request("GET", "/?k=" + KEY + "x"));
      gateway.exchange(request("GET", "/?K=" + KEY));
      gateway.exchange(request("GET", "/?a=1;k=" + KEY));
      gateway.exchange(request("GET", "/?%6B=" + KEY));
      gateway.exchange(request("GET", "/", "X-API-Key: " + KEY));
      gateway.exchange(request("GET", "/", "Cookie: c=" + KEY + "x"));
    }
    assertThat(Files.readString(log))
        .contains("\"user\":\"owner of one\"", "no such key")
        .doesNotContain("canary");
  }
}
