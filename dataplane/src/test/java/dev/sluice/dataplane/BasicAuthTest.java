package dev.sluice.dataplane;

import static dev.sluice.dataplane.AccessConfig.asking;
import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.Config.rule;
import static dev.sluice.dataplane.Config.to;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and passwords on the wire. */
final class BasicAuthTest {
  /** Of the password {@code secret}, four times. */
  private static final String FILE =
      """
      ada:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a
      bob:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/
      eve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
      zoë:$5$saltsalt$0IyaXrmV7.sGNS6tirgqHLqX/G.FBvgkYA.lpPdS5sA
      """;

  private static final String CHALLENGE = "Basic realm=\"operators\", charset=\"UTF-8\"";

  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
  }

  private static IdentityRules provider() {
    return new IdentityRules(
        List.of(
            new IdentityProvider.Basic(
                "ops", new SecretEntry(key("users"), "auth"), "operators", "x-user")),
        new TreeMap<>());
  }

  private static SecretSection users(String lines) {
    return new SecretSection.Passwords(
        key("users"), new TreeMap<>(Map.of("auth", new SecretText(lines))));
  }

  private Config config(String lines, Authentication authentication) {
    return new Config()
        .identities(provider())
        .secret(users(lines))
        .backend("b", backend.endpoint())
        .route("r", asking(rule("/", to("b")), authentication));
  }

  private Config config(String lines) {
    return config(lines, new Authentication.ByProviders(List.of("ops"), false));
  }

  private static String basic(String pair) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", "bob", "eve", "zoë"})
  void whoKnowsThePasswordPasses(String user) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE))) {
      for (int i = 0; i < 3; i++) {
        assertThat(
                gateway
                    .exchange(request("GET", "/", basic(user + ":secret"), "X-User: root"))
                    .status())
            .isEqualTo(200);
        assertThat(backend.lastRequest().head())
            .containsIgnoringCase("x-user: " + (user.equals("zoë") ? "zo%C3%AB" : user) + "\r\n")
            .doesNotContain("Authorization", "root");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada:Secret",
        "ada:secret ",
        " ada:secret",
        "ada:",
        "Ada:secret",
        "adá:secret",
        "nobody:secret",
        ":secret",
        ":",
        "ada",
        "",
        "ada:secret\0",
        "ada\0:secret",
        "ada:secret\n",
        "ada:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "eve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "ada:secret:x"
      })
  void whoDoesNotIsAskedAgain(String pair) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE));
        Wire client = gateway.client()) {
      for (int i = 0; i < 3; i++) {
        Wire.Message answer = client.send(request("GET", "/", basic(pair))).response();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.all("WWW-Authenticate")).containsExactly(CHALLENGE);
        assertThat(answer.text()).contains("UNAUTHENTICATED").doesNotContain("secret");
      }
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic",
        "Authorization: Basic ",
        "Authorization: Basic !!!!",
        "Authorization: Basic YWRhOnNlY3JldA==, Basic YWRhOnNlY3JldA==",
        "Authorization: Basic YWRhOnNlY3JldA==\r\nAuthorization: Basic YWRhOnNlY3JldA==",
        "Authorization: Bearer x\r\nAuthorization: Basic YWRhOnNlY3JldA==",
        "Authorization: Basic /////w==",
        "Authorization: BasicYWRhOnNlY3JldA==",
        "Authorization: Bearer YWRhOnNlY3JldA==",
        "Proxy-Authorization: Basic YWRhOnNlY3JldA==",
        "X-Nothing: 1"
      })
  void whatIsNoSuchCredentialLetsNobodyIn(String fields) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE))) {
      Wire.Message answer = gateway.exchange(request("GET", "/", fields));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.all("WWW-Authenticate")).containsExactly(CHALLENGE);
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "BASIC", "Basic ", "Basic   "})
  void theSchemeIsComparedWithoutCase(String scheme) {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE))) {
      assertThat(
              gateway
                  .exchange(request("GET", "/", "Authorization: " + scheme + " YWRhOnNlY3JldA=="))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aCredentialOfSeveralHundredKilobytesLetsNobodyIn() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE))) {
      assertThat(gateway.exchange(request("GET", "/", basic("ada:" + "x".repeat(20_000)))).status())
          .isEqualTo(401);
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void aFileThatChangesCountsAtOnce() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE));
        Wire client = gateway.client()) {
      String right = request("GET", "/", basic("ada:secret"));
      assertThat(client.send(right).response().status()).isEqualTo(200);
      gateway.apply(config("eve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n"));
      assertThat(client.send(right).response().status()).isEqualTo(401);
      gateway.apply(config("ada:{SHA}NWdeaPS1r3uZXZIFrQ/EOELxZfA=\n"));
      assertThat(client.send(right).response().status()).isEqualTo(401);
      gateway.apply(config(""));
      assertThat(client.send(right).response().status()).isEqualTo(401);
      gateway.apply(config(FILE));
      assertThat(client.send(right).response().status()).isEqualTo(200);
    }
  }

  @Test
  void optionalLetsPassWhoShowsNothingAndNobodyWhoShowsSomethingWrong() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(FILE, new Authentication.ByProviders(List.of("ops"), true)))) {
      assertThat(gateway.get("/").status()).isEqualTo(200);
      assertThat(gateway.exchange(request("GET", "/", basic("ada:wrong"))).status()).isEqualTo(401);
      assertThat(gateway.exchange(request("GET", "/", "Authorization: Basic")).status())
          .isEqualTo(401);
    }
  }

  @Test
  void aPostIsAskedBeforeItsBodyIsRead() {
    try (GatewayFixture gateway = GatewayFixture.serving(config(FILE))) {
      String post =
          request("POST", "/", basic("ada:secret"), "Content-Length: 5").stripTrailing()
              + "\r\n\r\nhello";
      assertThat(gateway.exchange(post).status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("hello");
      String refused = post.replace(basic("ada:secret"), basic("ada:wrong"));
      assertThat(gateway.exchange(refused).status()).isEqualTo(401);
    }
  }

  /** Without salt, who has the same password has the same hash. */
  @Test
  void whoIsGoneIsUnknownThoughAnotherHasTheSameHash() {
    String hash = ":{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n";
    try (GatewayFixture gateway = GatewayFixture.serving(config("bob" + hash + "eve" + hash))) {
      String bob = request("GET", "/", basic("bob:secret"));
      assertThat(gateway.exchange(bob).status()).isEqualTo(200);
      gateway.apply(config("eve" + hash));
      assertThat(gateway.exchange(bob).status()).isEqualTo(401);
      gateway.apply(config("bob" + hash + "eve" + hash));
      assertThat(gateway.exchange(bob).status()).isEqualTo(200);
    }
  }
}
