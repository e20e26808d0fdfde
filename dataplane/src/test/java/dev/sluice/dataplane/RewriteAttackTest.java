package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RedirectPort;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.ValuePart;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that want rewrites, redirects and variables to say something else than was meant. */
final class RewriteAttackTest {
  private static final String SECOND = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private static final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private static final GatewayFixture gateway = GatewayFixture.serving(config());

  @AfterAll
  static void stop() {
    gateway.close();
    backend.close();
  }

  private static Config config() {
    return new Config()
        .backend("b", backend.endpoint())
        .route(
            "r",
            rewrite("/api", new PathRewrite.Prefix("/internal")),
            rewrite("/swap", new PathRewrite.Regex("^/swap/([^/]*)/(.*)$", "/\\2\\1")),
            rewrite("/host", new PathRewrite.Regex("^/host(.*)$", "\\1")),
            rewrite("/slow", new PathRewrite.Regex("(.*a){100}b|a", "x")),
            Config.rule("/redirect", redirect(new PathRewrite.Regex("^/redirect/(.*)$", "/\\1"))),
            Config.rule("/bare", redirect(new PathRewrite.Regex("^/bare", ""))),
            Config.rule("/away", redirect(new PathRewrite.Prefix(""))),
            Config.rule("/answer", new RouteAction.Respond(200, "text/plain", "here")),
            Config.rule("/empty", new RouteAction.Respond(204, "", "")),
            Config.rule(
                "/echo",
                Config.to("b"),
                new RouteFilter.EditRequestHeaders(
                    edits(RequestVariable.REQUEST_PATH, RequestVariable.REQUEST_HOST)),
                new RouteFilter.EditResponseHeaders(
                    edits(RequestVariable.REQUEST_PATH, RequestVariable.REQUEST_ID))));
  }

  private static dev.sluice.snapshot.RouteRule rewrite(String prefix, PathRewrite path) {
    return Config.rule(prefix, Config.to("b"), new RouteFilter.Rewrite("", path));
  }

  private static RouteAction redirect(PathRewrite path) {
    return new RouteAction.Redirect("https", "", new RedirectPort.OfScheme(), path, 302);
  }

  private static HeaderEdits edits(RequestVariable... variables) {
    return new HeaderEdits(
        List.of(
            new HeaderValue(
                "X-Echo",
                java.util.Arrays.stream(variables)
                    .<ValuePart>map(ValuePart.Variable::new)
                    .toList())),
        List.of(),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/..%2fadmin, 400",
    "/api%2f..%2fadmin, 400",
    "/api/..%5cadmin, 400",
    "/api/..;/admin, 400",
    "/api/%2e%2e%2fadmin, 400",
    "/api/%c0%ae%c0%ae/admin, 400",
    "/api/%e0%80%ae/admin, 400",
    "/api/%00, 400",
    "/api/%0d%0aX-Evil:%201, 400",
    "/api/%u002e%u002e/admin, 400",
    "/api/../admin, 404",
    "/api/.%2e/admin, 404",
    "/x/%2e%2e/apiadmin, 404",
    "/apiadmin, 404",
    "/API/x, 404",
  })
  void noPathLeavesItsPrefixThroughARewrite(String target, int status) {
    int before = backend.requests().size();
    assertThat(gateway.get(target).status()).isEqualTo(status);
    assertThat(backend.requests()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource({
    "/api//evil.test/x, /internal/evil.test/x",
    "/api/%252e%252e/admin, /internal/%252e%252e/admin",
    "/api/./x/../y, /internal/y",
    "/api/a%20b, /internal/a%20b",
    "/x/../api/y, /internal/y",
    "/swap/a/b, /ba",
    "/swap/x/%252e%252e%252fadmin, /%252e%252e%252fadminx",
  })
  void whatIsForwardedIsNormal(String target, String forwarded) {
    assertThat(gateway.get(target).status()).isEqualTo(200);
    assertThat(backend.lastRequest().startLine()).isEqualTo("GET " + forwarded + " HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/swap/./admin/.", "/swap/.../admin/..", "/swap/%2e/x", "/swap/a/b/.c/"})
  void capturesAreOfTheNormalPath(String target) {
    Wire.Message answer = gateway.get(target);
    if (answer.status() == 200) {
      assertThat(backend.lastRequest().startLine()).doesNotContain("/../").doesNotContain("//");
    } else {
      assertThat(answer.status()).isIn(404, 500);
    }
  }

  /** {@code .} and the dot that stood elsewhere must not meet as {@code ..}. */
  @Test
  void capturesThatMeetAsDotsAreRefused() {
    int before = backend.requests().size();
    Wire.Message answer = gateway.get("/swap/.%2e/.");
    assertThat(answer.status()).isIn(404, 500);
    answer = gateway.get("/swap/.x/a/.");
    assertThat(answer.status()).isIn(200, 404, 500);
    assertThat(backend.requests().subList(before, backend.requests().size()))
        .noneMatch(seen -> seen.startLine().contains(".."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/redirect//evil.test",
        "/redirect/%2fevil.test",
        "/redirect/%5cevil.test",
        "/redirect/\\evil.test",
        "/redirect/@evil.test",
        "/redirect/:80@evil.test",
        "/redirect/javascript:alert(1)",
        "/redirect/%0d%0aSet-Cookie:x=1",
        "/redirect/x?%0d%0aSet-Cookie:x=1",
        "/bare/@evil.test",
        "/bare.evil.test",
        "/bare:80@evil.test",
        "/bare@evil.test",
        "/away//evil.test",
        "/away@evil.test",
        "/away/%09/evil.test",
      })
  void aRedirectStaysAtTheHostThatWasAsked(String target) {
    Wire.Message answer = gateway.get(target);
    if (answer.status() == 302) {
      String location = String.valueOf(answer.first("Location"));
      assertThat(location).startsWith("https://a.test/").doesNotContain("a.test//");
      assertThat(java.net.URI.create(location).getHost()).isEqualTo("a.test");
    } else {
      assertThat(answer.status()).as(answer.text()).isIn(400, 404, 500);
      assertThat(answer.first("Location")).isNull();
    }
    assertThat(answer.first("Set-Cookie")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.test@a.test",
        "a.test\\.evil.test",
        "a.test/evil.test",
        "a.test#evil",
        "a.test?x",
        "a.test:80:80",
        "a.test evil.test",
        "a.test,evil.test",
        "a_test%0d",
        "a.test:0",
        "a.test:99999",
        "[::1",
        "..",
      })
  void aHostThatIsNoneIsNeverALocation(String host) {
    Wire.Message answer = gateway.exchange("GET /away/x HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.first("Location")).isNull();
  }

  @Test
  void anAbsoluteTargetDecidesNothingAgainstTheHost() {
    Wire.Message answer =
        gateway.exchange("GET http://evil.test/away/x HTTP/1.1\r\nHost: a.test\r\n\r\n");
    assertThat(
            answer.status() == 400
                || String.valueOf(answer.first("Location")).startsWith("https://a.test/"))
        .as(answer.startLine() + answer.fields())
        .isTrue();
  }

  @Test
  void untrustedForwardingHeadersDoNotChooseALocation() {
    Wire.Message answer =
        gateway.exchange(
            request(
                "GET",
                "/away/x",
                "X-Forwarded-Host: evil.test",
                "X-Forwarded-Proto: javascript",
                "X-Forwarded-Port: 1",
                "Forwarded: host=evil.test;proto=ftp"));
    assertThat(answer.all("Location")).containsExactly("https://a.test/x");
  }

  /** What answers without the backend must still read the body, or close. */
  @ParameterizedTest
  @CsvSource({
    "POST, /away/x, 302",
    "POST, /answer, 200",
    "POST, /empty, 204",
    "POST, /none, 404",
    "POST, /api/%00, 400",
    "HEAD, /answer, 200",
    "HEAD, /none, 404",
  })
  void theBodyOfWhatIsAnsweredHereIsNoSecondRequest(String method, String target, int status) {
    int before = backend.requests().size();
    for (String field :
        List.of("Content-Length: " + SECOND.length(), "Transfer-Encoding: chunked")) {
      String body =
          field.startsWith("T")
              ? Integer.toHexString(SECOND.length()) + "\r\n" + SECOND + "\r\n0\r\n\r\n"
              : SECOND;
      for (String expect : List.of("X: y", "Expect: 100-continue")) {
        try (Wire client = gateway.client()) {
          client.send(
              request(method, target, field, expect) + (expect.startsWith("X") ? body : ""));
          Wire.Message answer = method.equals("HEAD") ? client.responseHead() : client.response();
          assertThat(answer.status()).as(field + ", " + expect).isEqualTo(status);
          boolean closes = "close".equals(answer.first("Connection"));
          assertThat(closes || expect.startsWith("X")).as(field + ", " + expect).isTrue();
          if (!closes) {
            client.send(request("GET", "/api/after"));
            assertThat(client.response().status()).isEqualTo(200);
          }
        }
      }
    }
    assertThat(backend.requests().subList(before, backend.requests().size()))
        .noneMatch(seen -> seen.startLine().contains("smuggled"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/echo/%0d%0aX:%20y", "/echo/%00", "/echo/\u00e9", "/echo/%7f", "/echo/%c2%85"})
  void variablesBringNoControlCharacters(String target) {
    assertThat(gateway.get(target).status()).isEqualTo(400);
  }

  @Test
  void variablesAreOneHeaderEach() {
    Wire.Message answer =
        gateway.exchange(
            request(
                "GET",
                "/echo/a%20b,c:d?x",
                "X-Request-Id: a, b",
                "X_Echo: forged",
                "x-echo: forged",
                "Connection: X-Echo"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(backend.lastRequest().all("X-Echo")).containsExactly("/echo/a%20b,c:da.test");
    assertThat(backend.lastRequest().fields()).noneMatch(field -> field.contains("forged"));
    assertThat(answer.all("X-Echo")).hasSize(1);
    assertThat(answer.first("X-Echo")).matches("/echo/a%20b,c:d[0-9a-f]{32}");
  }

  /** One tenant's pattern and one long path must not hold up a thread that serves everybody. */
  @Test
  void aSubstitutionThatWouldTakeLongIsRefused() {
    String path = "/slow/" + "a".repeat(7_500);
    gateway.get("/slow/warm");
    long start = System.nanoTime();
    Wire.Message answer = gateway.get(path);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains("\"reason\":\"INVALID_REWRITE\"");
    assertThat(millis).isLessThan(1_000);
  }
}
