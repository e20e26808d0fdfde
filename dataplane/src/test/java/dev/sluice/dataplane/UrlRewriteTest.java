package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend sees of a request whose URL is rewritten. */
final class UrlRewriteTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final PathRewrite KEEP = new PathRewrite.Keep();

  private static GatewayFixture gateway(
      ScriptedBackend backend, String prefix, RouteFilter... filters) {
    return GatewayFixture.serving(
        new Config()
            .backend("b", backend.endpoint())
            .route("r", Config.rule(prefix, Config.to("b"), filters)));
  }

  private static RouteFilter path(PathRewrite path) {
    return new RouteFilter.Rewrite("", path);
  }

  private static RouteFilter regex(String pattern, String substitution) {
    return path(new PathRewrite.Regex(pattern, substitution));
  }

  /** The request line that a backend gets for a target. */
  private static String seen(String prefix, String target, RouteFilter filter) {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, prefix, filter)) {
      assertThat(gateway.get(target).status()).isEqualTo(200);
      return backend.lastRequest().startLine();
    }
  }

  @Test
  void theWholePathIsReplacedAndTheQueryStays() {
    assertThat(seen("/", "/any/thing?a=b&c=%2F", path(new PathRewrite.Full("/fixed"))))
        .isEqualTo("GET /fixed?a=b&c=%2F HTTP/1.1");
  }

  /** Gateway API's table; the compiler drops the slash at a replacement's end. */
  @ParameterizedTest
  @CsvSource({
    "/foo, /xyz, /foo/bar, /xyz/bar",
    "/foo, /xyz, /foo, /xyz",
    "/foo, /xyz, /foo/, /xyz/",
    "/foo, '', /foo/bar, /bar",
    "/foo, '', /foo/, /",
    "/foo, '', /foo, /",
    "/, /v2, /, /v2/",
    "/, /v2, /a, /v2/a",
    "/api, '', /api//evil.com, /evil.com",
    "/api, '', /api/x/../y, /y",
    "/api, /v2, /%61pi/%7ex, /v2/~x",
  })
  void aPrefixIsReplacedByWholeSegments(
      String prefix, String replacement, String target, String forwarded) {
    assertThat(seen(prefix, target, path(new PathRewrite.Prefix(replacement))))
        .isEqualTo("GET " + forwarded + " HTTP/1.1");
  }

  @Test
  void whatOnlyLooksLikeThePrefixOrClimbsOutOfItIsNotRewritten() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, "/api", path(new PathRewrite.Prefix("")))) {
      assertThat(gateway.get("/apiadmin").status()).isEqualTo(404);
      assertThat(gateway.get("/api/../admin").status()).isEqualTo(404);
      assertThat(gateway.get("/api/%2e%2e/admin").status()).isEqualTo(404);
      assertThat(gateway.get("/api/..%2fadmin").status()).isEqualTo(400);
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "^/u/([^/]+)/(.*)$, /\\2/of/\\1, /u/7/orders, /orders/of/7",
    "^/v1, /v2, /v1/a/v1, /v2/a/v1",
    "_, -, /a_b/c_d, /a-b/c-d",
    "(.*), /v2\\1, /a, /v2/a",
    "^/v1(/.*)?$, \\1, /v1, /",
    "^/v1(/.*)?$, \\1, /v1/x, /x",
    "^/v1/?, /, /v1//x, /x",
    "x, [\\0], /axb, /a[x]b",
    "^/nothing, /else, /kept, /kept",
    "^, /front, /a, /front/a",
  })
  void everyPartThatARegularExpressionMatchesIsReplaced(
      String pattern, String substitution, String target, String forwarded) {
    assertThat(seen("/", target, regex(pattern, substitution)))
        .isEqualTo("GET " + forwarded + " HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/.25./admin",
        "/api/.25",
        "/api/%252e%252E/admin",
        "/api/%252Fadmin",
        "/api/%255C..",
        "/api/%253Ba",
        "/api/%2500",
        "/api/%25C0%25AE",
      })
  void whatOnlyTheRewriteMakesDangerousIsRefused(String target) {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, "/", regex("25", ""))) {
      Wire.Message answer = gateway.get(target);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.text()).contains("\"reason\":\"INVALID_REWRITE\"");
      assertThat(backend.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"^/, ''", "/, ''"})
  void aPathThatDoesNotStartWithASlashIsRefused(String pattern, String substitution) {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, "/", regex(pattern, substitution))) {
      assertThat(gateway.get("/a").text()).contains("\"reason\":\"INVALID_REWRITE\"");
      assertThat(backend.accepted()).isZero();
    }
  }

  @Test
  void whatGrowsWithoutBoundIsRefused() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = gateway(backend, "/", regex("a", "b".repeat(1_000)))) {
      assertThat(gateway.get("/" + "a".repeat(50)).text()).contains("INVALID_REWRITE");
      assertThat(gateway.get("/" + "a".repeat(7_000)).text()).contains("INVALID_REWRITE");
      assertThat(gateway.get("/aa").status()).isEqualTo(200);
    }
  }

  @Test
  void theBackendSeesTheHostAndTheForwardedHostKeepsTheOriginal() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(backend, "/", new RouteFilter.Rewrite("orders.internal", KEEP))) {
      assertThat(gateway.get("/a").status()).isEqualTo(200);
      Wire.Message seen = backend.lastRequest();
      assertThat(seen.all("Host")).containsExactly("orders.internal");
      assertThat(seen.all("X-Forwarded-Host")).containsExactly("a.test");
      assertThat(seen.startLine()).isEqualTo("GET /a HTTP/1.1");
    }
  }

  @Test
  void aRequestWithoutHostGetsTheRewrittenOne() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(backend, "/", new RouteFilter.Rewrite("orders.internal", KEEP))) {
      assertThat(gateway.exchange("GET /a HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Host")).containsExactly("orders.internal");
    }
  }

  @Test
  void variablesOfHeadersTellTheOriginal() {
    HeaderEdits edits =
        new HeaderEdits(
            List.of(
                new HeaderValue(
                    "X-Original",
                    List.of(
                        new ValuePart.Variable(RequestVariable.REQUEST_HOST),
                        new ValuePart.Variable(RequestVariable.REQUEST_PATH)))),
            List.of(),
            List.of());
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            gateway(
                backend,
                "/",
                new RouteFilter.Rewrite("orders.internal", new PathRewrite.Full("/new")),
                new RouteFilter.EditRequestHeaders(edits))) {
      assertThat(gateway.get("/old").status()).isEqualTo(200);
      assertThat(backend.lastRequest().first("X-Original")).isEqualTo("a.test/old");
    }
  }

  @Test
  void aMirrorSeesWhatTheBackendSees() {
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        ScriptedBackend shadow = ScriptedBackend.answering(OK);
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config()
                    .backend("b", backend.endpoint())
                    .backend("shadow", shadow.endpoint())
                    .route(
                        "r",
                        Config.rule(
                            "/a",
                            Config.to("b"),
                            new RouteFilter.Rewrite("b.internal", new PathRewrite.Prefix("/b")),
                            new RouteFilter.Mirror(
                                new Target.Backend(Config.key("shadow")), 100))))) {
      assertThat(gateway.get("/a/x?y").status()).isEqualTo(200);
      await().until(() -> shadow.requests().size() == 1);
      for (ScriptedBackend both : List.of(backend, shadow)) {
        assertThat(both.lastRequest().startLine()).isEqualTo("GET /b/x?y HTTP/1.1");
      }
      assertThat(backend.lastRequest().first("Host")).isEqualTo("b.internal");
      assertThat(shadow.lastRequest().first("Host")).startsWith("b.internal");
    }
  }

  @Test
  void aRetryGoesToTheSamePath() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  // Each connection serves one request and is closed while it rests.
                  var request = wire.request();
                  if (request != null) {
                    self[0].record(request);
                    wire.send(OK);
                  }
                });
        GatewayFixture gateway = gateway(backend, "/a", path(new PathRewrite.Prefix("/b")))) {
      self[0] = backend;
      try (Wire client = gateway.client()) {
        for (int i = 0; i < 3; i++) {
          assertThat(client.send(request("GET", "/a/x")).response().status()).isEqualTo(200);
        }
      }
      assertThat(backend.requests())
          .extracting(Wire.Message::startLine)
          .containsOnly("GET /b/x HTTP/1.1");
    }
  }

  @Test
  void aWebSocketOpensAtTheRewrittenUrl() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  var request = wire.request();
                  if (request != null) {
                    self[0].record(request);
                    wire.send(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            + "Connection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nhello");
                    wire.awaitEnd();
                  }
                });
        GatewayFixture gateway =
            gateway(
                backend,
                "/chat",
                new RouteFilter.Rewrite("chat.internal", new PathRewrite.Prefix("/ws")))) {
      self[0] = backend;
      try (Wire client = gateway.client()) {
        client.send(
            request(
                "GET",
                "/chat/room?x=1",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13"));
        assertThat(client.responseHead().status()).isEqualTo(101);
        assertThat(new String(client.bytes(5), java.nio.charset.StandardCharsets.US_ASCII))
            .isEqualTo("hello");
      }
      assertThat(backend.lastRequest().startLine()).isEqualTo("GET /ws/room?x=1 HTTP/1.1");
      assertThat(backend.lastRequest().first("Host")).isEqualTo("chat.internal");
    }
  }
}
