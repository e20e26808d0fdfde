package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BackendCredential;
import dev.sluice.snapshot.BackendCredential.SecretEntry;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SecretText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What backends are shown, and what clients sent in its place. */
final class CredentialsTest {
  private static final String CANARY = "canary-7f3a";
  private final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private final ScriptedBackend other =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

  @AfterEach
  void stop() {
    backend.close();
    other.close();
  }

  private static SecretEntry entry(String name) {
    return new SecretEntry(key("secret"), name);
  }

  private static SecretSection secret(String... pairs) {
    Map<String, SecretText> values = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], new SecretText(pairs[i + 1]));
    }
    return new SecretSection.Credential(key("secret"), new TreeMap<>(values));
  }

  private Config config(BackendCredential credential) {
    return new Config()
        .backend(BackendSection.of(key("b")).with(credential), backend.endpoint())
        .forward("r", "/", "b");
  }

  private static String head(Wire.Message request) {
    return request.head();
  }

  @Test
  void aBearerTokenReplacesWhatTheClientSent() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(new BackendCredential.Bearer(entry("token"))).secret(secret("token", CANARY)))) {
      assertThat(
              gateway
                  .exchange(
                      GatewayFixture.request(
                          "GET", "/", "Authorization: Bearer stolen", "authorization: Basic x"))
                  .status())
          .isEqualTo(200);
      assertThat(head(backend.lastRequest()))
          .containsOnlyOnce("uthorization")
          .contains("Authorization: Bearer " + CANARY + "\r\n")
          .doesNotContain("stolen");
      assertThat(gateway.admin("/api/v1/snapshot").text()).doesNotContain(CANARY);
    }
  }

  @Test
  void basicCredentialsAreEncoded() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(new BackendCredential.Basic(entry("username"), entry("password")))
                .secret(secret("username", "Aladdin", "password", "open sesame")))) {
      gateway.get("/");
      assertThat(head(backend.lastRequest()))
          .contains("Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n");
    }
  }

  @Test
  void aKeyInAHeaderReplacesEverySpellingOfItsName() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(new BackendCredential.ApiKeyHeader("x-api-key", entry("key")))
                .secret(secret("key", CANARY)))) {
      gateway.exchange(
          GatewayFixture.request(
              "GET",
              "/",
              "X-API-Key: stolen",
              "x_api_key: stolen",
              "X-Api_Key: stolen",
              "X-Other: kept"));
      assertThat(head(backend.lastRequest()))
          .contains("x-api-key: " + CANARY)
          .contains("X-Other: kept")
          .doesNotContain("stolen");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, /?api_key=a%26b%3D1",
    "/?, /?api_key=a%26b%3D1",
    "/?a=1, /?a=1&api_key=a%26b%3D1",
    "/?api_key=stolen, /?api_key=a%26b%3D1",
    "/?api_key=stolen&a=1&api_key, /?a=1&api_key=a%26b%3D1",
    "/?a=1&%61pi%5Fkey=stolen&b=2, /?a=1&b=2&api_key=a%26b%3D1",
    "/?a=1;api_key=stolen;b=2, /?a=1;b=2&api_key=a%26b%3D1",
    "/?%2561pi_key=stolen, /?api_key=a%26b%3D1",
    "/?API_KEY=stolen, /?api_key=a%26b%3D1",
    "/?api_keys=2&xapi_key=3, /?api_keys=2&xapi_key=3&api_key=a%26b%3D1"
  })
  void aKeyInTheQueryReplacesEverySpellingOfItsName(String sent, String seen) {
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            config(new BackendCredential.ApiKeyQuery("api_key", entry("key")))
                .secret(secret("key", "a&b=1")))) {
      gateway.get(sent);
      assertThat(head(backend.lastRequest())).startsWith("GET " + seen + " HTTP/1.1\r\n");
    }
  }

  /** What Django, nginx and others do with a path without its slash, or before a login. */
  @ParameterizedTest
  @CsvSource({
    "/x/?a=1&api_key=canary%2F7f%203a",
    "/x/?a=1&api_key=canary%2f7f%203a&b",
    "/x/?api_key=canary/7f+3a",
    "/login?next=/x%3Fapi_key%3Dcanary%252F7f%25203a",
    "/login?next=%2Fx%3Fapi_key%3Dcanary%2F7f+3a",
    "/x#canary%2F7f%203a"
  })
  void aKeyInTheQueryDoesNotComeBackInARedirect(String location) {
    try (ScriptedBackend echoing =
            ScriptedBackend.answering(
                "HTTP/1.1 301 Moved\r\nLocation: "
                    + location
                    + "\r\nX-Seen: "
                    + location
                    + "\r\nContent-Length: 0\r\n\r\n");
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend(
                        BackendSection.of(key("b"))
                            .with(new BackendCredential.ApiKeyQuery("api_key", entry("key"))),
                        echoing.endpoint())
                    .forward("r", "/", "b")
                    .secret(secret("key", "canary/7f 3a")))) {
      Wire.Message answer = gateway.get("/x");
      assertThat(echoing.lastRequest().head()).contains("api_key=canary%2F7f%203a");
      assertThat(answer.status()).isEqualTo(301);
      assertThat(answer.head()).contains("redacted").doesNotContain("canary");
    }
  }

  @Test
  void aBackendBehindIsShownItsOwnAndNotThatOfTheFirst() {
    BackendSection first =
        BackendSection.of(key("b"))
            .with(new BackendCredential.Bearer(entry("token")))
            .failingOverTo(List.of(key("behind")));
    BackendSection behind =
        BackendSection.of(key("behind")).with(new BackendCredential.Bearer(entry("behind")));
    try (GatewayFixture gateway =
        GatewayFixture.serving(
            new Config()
                .backend(first, backend.endpoint())
                .backend(behind, other.endpoint())
                .forward("r", "/", "b")
                .secret(secret("token", CANARY, "behind", "own")))) {
      gateway.get("/");
      assertThat(head(backend.lastRequest())).contains("Bearer " + CANARY);
      gateway.dataplane().endpoints(List.of(EndpointSet.of(key("b"), List.<Endpoint>of())));
      gateway.get("/");
      assertThat(head(other.lastRequest())).contains("Bearer own\r\n").doesNotContain(CANARY);
    }
  }

  @Test
  void aCredentialThatCannotBeHadKeepsRequestsHere() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(new BackendCredential.Unavailable()))) {
      Wire.Message answer = gateway.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).contains("\"reason\":\"UPSTREAM_CREDENTIAL_UNAVAILABLE\"");
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void aRotatedSecretIsShownByTheNextRequest() {
    BackendCredential bearer = new BackendCredential.Bearer(entry("token"));
    try (GatewayFixture gateway =
        GatewayFixture.serving(config(bearer).secret(secret("token", "first")))) {
      gateway.get("/");
      gateway.apply(config(bearer).secret(secret("token", "second")));
      gateway.get("/");
      assertThat(
              backend.requests().stream().map(CredentialsTest::head).collect(Collectors.joining()))
          .contains("Bearer first", "Bearer second");
    }
  }
}
