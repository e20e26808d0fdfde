package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.Cors;
import dev.sluice.snapshot.RouteRule;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hardening 3.5: origins around those that are meant, for each kind of provider. None of them may
 * read, none may ask beforehand, none may open a WebSocket; and no preflight needs a credential, or
 * is a way around one.
 */
final class OriginCorpusTest {
  private static final List<String> MEANT =
      List.of(
          "https://app.good.example",
          "https://a.wild.example",
          "https://a.b.wild.example",
          "https://pr-7.preview.example",
          "https://ported.good.example:8443");

  private static final Cors.On POLICY =
      new Cors.On(
          List.of(
              "https://app.good.example",
              "https://*.wild.example",
              "regex:https://pr-[0-9]+\\.preview\\.example",
              "https://ported.good.example:8443"),
          List.of("GET", "PUT"),
          List.of("authorization", "x-page"),
          List.of("X-Total"),
          true,
          600);

  @TempDir private Path directory;

  private static RouteRule guarded() {
    RouteRule rule = GuardedFixture.guarded("/api");
    return rule.with(rule.policies().with(rule.policies().access().with(POLICY)));
  }

  private GuardedFixture fixture(ProviderKind kind) {
    return new GuardedFixture(kind, directory, config -> config.route("api", guarded()));
  }

  /** Whatever is near an origin and is not it. */
  private static Set<String> around(String origin) {
    Set<String> all = new LinkedHashSet<>();
    int slashes = origin.indexOf("://") + 3;
    String host = origin.substring(slashes);
    String scheme = origin.substring(0, slashes);
    for (String suffix :
        List.of(
            ".evil.test",
            "evil.test",
            ".",
            "..",
            ":443",
            ":80",
            ":8444",
            ":",
            ":0",
            ":08443",
            "/",
            "/x",
            "?x",
            "#x",
            "\\",
            "@evil.test",
            "%00",
            "%00.evil.test",
            "%2eevil.test",
            "\tx",
            ", https://evil.test",
            " https://evil.test",
            ";",
            "'",
            "`",
            "_",
            "-",
            "x",
            "\u00e9",
            ".example",
            "\u0000",
            "\u0001",
            "\u007f",
            "\"")) {
      all.add(origin + suffix);
    }
    for (String prefix :
        List.of(
            "evil.",
            "evil-",
            "evil",
            "x@",
            "evil.test/",
            "evil.test?",
            "evil.test#",
            "evil.test@",
            "evil.test\\",
            "evil.test:443@",
            ".",
            "*.",
            "%2e",
            "user:pass@",
            "[",
            "_.")) {
      if (!origin.contains("wild")
          || !prefix.equals("evil.") && !prefix.equals("evil-") && !prefix.equals("evil")) {
        all.add(scheme + prefix + host);
      }
    }
    for (String other :
        List.of(
            "http://",
            "HTTPS://",
            "https:/",
            "https:",
            "https:\\\\",
            "//",
            "",
            "ws://",
            "wss://",
            "https:///",
            "ftp://",
            "file://",
            "data:",
            "javascript:",
            "view-source:https://",
            "https://https://",
            " https://x",
            "blob:https://",
            "chrome-extension://")) {
      all.add(other + host);
    }
    all.add(origin.toUpperCase(Locale.ROOT));
    all.add(scheme + host.toUpperCase(Locale.ROOT));
    for (int at = 0; at < host.length(); at++) {
      char c = host.charAt(at);
      if (Character.isLetter(c) && !(origin.contains("wild") && at < host.indexOf("wild"))) {
        all.add(scheme + host.substring(0, at) + Character.toUpperCase(c) + host.substring(at + 1));
        all.add(scheme + host.substring(0, at) + host.substring(at + 1));
        all.add(
            scheme + host.substring(0, at) + "%" + Integer.toHexString(c) + host.substring(at + 1));
      }
      if (c == '.') {
        all.add(scheme + host.substring(0, at) + "x" + host.substring(at + 1));
        all.add(scheme + host.substring(0, at) + ".." + host.substring(at + 1));
        all.add(scheme + host.substring(0, at) + "\u3002" + host.substring(at + 1));
        all.add(scheme + host.substring(0, at) + "%2e" + host.substring(at + 1));
      }
    }
    all.removeIf(each -> MEANT.contains(each.strip()) || isBelow(each));
    return all;
  }

  /** A name below the wildcard is meant, whichever it is. */
  private static boolean isBelow(String origin) {
    return origin.strip().matches("https://([a-z0-9_-]+\\.)+wild\\.example");
  }

  private static Set<String> hostile() {
    Set<String> all =
        new LinkedHashSet<>(
            List.of(
                "",
                "null",
                "Null",
                "NULL",
                "*",
                "https://*",
                "https://*.wild.example",
                "https://",
                "https://wild.example",
                "https://evil-wild.example",
                "https://evilwild.example",
                "https://pr-.preview.example",
                "https://pr-7xpreview.example",
                "https://pr-7.preview.example.evil.test",
                "https://good.example",
                "https://localhost",
                "http://localhost",
                "https://127.0.0.1",
                "https://[::1]",
                "undefined",
                "about:blank",
                "https://app.good.example,https://app.good.example",
                "https://app.good.example https://app.good.example"));
    MEANT.forEach(each -> all.addAll(around(each)));
    return all;
  }

  private static void mayNotRead(Wire.Message answer, String origin) {
    assertThat(answer.fields())
        .as(origin)
        .noneMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("access-control-"));
  }

  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noOriginButThoseThatAreMeantReadsAsksOrOpens(ProviderKind kind) {
    try (GuardedFixture fixture = fixture(kind);
        LastingClient client = fixture.alice()) {
      KnownClient alice = fixture.client();
      Set<String> hostile = hostile();
      assertThat(hostile).hasSizeGreaterThan(400);
      for (String origin : hostile) {
        String field = "Origin: " + origin;
        String shown = alice.target("/api");
        for (String[] fields : List.of(alice.with(field), new String[] {field})) {
          Optional<Wire.Message> answer = client.send(request("GET", shown, fields));
          answer.ifPresent(each -> mayNotRead(each, origin));
          answer.ifPresent(each -> assertThat(each.status()).as(origin).isIn(200, 400, 401));
        }
        int before = fixture.seenGuarded().size();
        Optional<Wire.Message> preflight =
            client.send(request("OPTIONS", "/api", field, "Access-Control-Request-Method: GET"));
        preflight.ifPresent(each -> mayNotRead(each, origin));
        preflight.ifPresent(each -> assertThat(each.status()).as(origin).isIn(400, 403));
        Optional<Wire.Message> handshake =
            client.send(
                request(
                    "GET",
                    shown,
                    alice.with(
                        field,
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Sec-WebSocket-Version: 13")));
        handshake.ifPresent(each -> mayNotRead(each, origin));
        handshake.ifPresent(each -> assertThat(each.status()).as(origin).isIn(400, 403));
        assertThat(fixture.seenGuarded()).as(origin).hasSize(before);
      }
      fixture.verify(alice.outbound().getAsInt());
    }
  }

  /** Whoever is meant reads answers, those of the gateway's own too, each its own and once. */
  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void whoeverIsMeantReadsAllAnswersOnOneConnectionWithOthers(ProviderKind kind) {
    try (GuardedFixture fixture = fixture(kind);
        LastingClient client = fixture.alice();
        LastingClient other = fixture.stranger()) {
      KnownClient alice = fixture.client();
      LastingClient stranger = alice.entrance().isCredential() ? other : client;
      for (int round = 0; round < 2; round++) {
        for (String origin : MEANT) {
          String field = "Origin: " + origin;
          Wire.Message good =
              client.send(request("GET", alice.target("/api"), alice.with(field))).orElseThrow();
          assertThat(good.status()).isEqualTo(200);
          Wire.Message refused = stranger.send(request("GET", "/api", field)).orElseThrow();
          assertThat(refused.status()).isEqualTo(401);
          for (Wire.Message each : List.of(good, refused)) {
            assertThat(each.all("Access-Control-Allow-Origin")).containsExactly(origin);
            assertThat(each.all("Access-Control-Allow-Credentials")).containsExactly("true");
            assertThat(each.all("Vary")).containsExactly("Origin");
          }
          int before = fixture.seenGuarded().size();
          Wire.Message preflight =
              client
                  .send(request("OPTIONS", "/api", field, "Access-Control-Request-Method: PUT"))
                  .orElseThrow();
          assertThat(preflight.status()).isEqualTo(204);
          assertThat(preflight.all("Access-Control-Allow-Origin")).containsExactly(origin);
          assertThat(fixture.seenGuarded()).hasSize(before);
          mayNotRead(
              client
                  .send(
                      request("GET", alice.target("/api"), alice.with("Origin: https://evil.test")))
                  .orElseThrow(),
              "https://evil.test");
        }
      }
      assertThat(client.connections()).isOne();
      fixture.verify(alice.outbound().getAsInt());
    }
  }

  /** What looks like a preflight and is none asks for a credential like everything else. */
  @ParameterizedTest
  @EnumSource(ProviderKind.class)
  void noPreflightIsAWayAroundACredential(ProviderKind kind) {
    try (GuardedFixture fixture = fixture(kind);
        LastingClient client = fixture.stranger()) {
      String origin = "Origin: " + MEANT.getFirst();
      String method = "Access-Control-Request-Method: GET";
      for (String each :
          List.of(
              request("OPTIONS", "/api"),
              request("OPTIONS", "/api", origin),
              request("OPTIONS", "/api", method),
              request("options", "/api", origin, method),
              request("GET", "/api", origin, method),
              request("POST", "/api", origin, method, "Content-Length: 0"),
              request("GET", "/api", origin, "X-HTTP-Method-Override: OPTIONS", method),
              request("OPTIONS", "/team", origin, method))) {
        client
            .send(each)
            .ifPresent(answer -> assertThat(answer.status()).as(each).isIn(401, 405, 501));
      }
      for (String asked :
          List.of("DELETE", "put", "PUT, GET", "", "*", "G ET", "GET\r\n" + method, "CONNECT")) {
        client
            .send(request("OPTIONS", "/api", origin, "Access-Control-Request-Method: " + asked))
            .ifPresent(
                answer -> {
                  assertThat(answer.status()).as(asked).isIn(400, 401, 403);
                  assertThat(answer.all("Access-Control-Allow-Methods")).isEmpty();
                });
      }
      for (String more :
          List.of(
              "Access-Control-Request-Headers: x-other",
              "Access-Control-Request-Headers: *",
              "Access-Control-Request-Headers: authorization, x-page, cookie",
              "Access-Control-Request-Headers: x-page\r\nAccess-Control-Request-Headers: x-other",
              "Access-Control-Request-Private-Network: true",
              "access-control-request-private-network: false")) {
        assertThat(
                client
                    .send(request("OPTIONS", "/api", origin, method, more))
                    .orElseThrow()
                    .status())
            .as(more)
            .isEqualTo(403);
      }
      assertThat(fixture.seenGuarded()).isEmpty();
      assertThat(fixture.seenOpen()).isEmpty();
      fixture.verify();
    }
  }
}
