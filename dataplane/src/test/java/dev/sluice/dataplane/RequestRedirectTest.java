package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RedirectPort;
import dev.sluice.snapshot.RouteAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients are sent. */
final class RequestRedirectTest {
  private static final PathRewrite KEEP = new PathRewrite.Keep();
  private static final RedirectPort OF_REQUEST = new RedirectPort.OfRequest();

  private static RouteAction to(String scheme, String hostname, RedirectPort port) {
    return new RouteAction.Redirect(scheme, hostname, port, KEEP, 302);
  }

  private static RouteAction path(PathRewrite path) {
    return new RouteAction.Redirect("", "", OF_REQUEST, path, 302);
  }

  private static GatewayFixture gateway(String prefix, RouteAction action) {
    return GatewayFixture.serving(
        new Config().route("r", Config.rule(prefix, action)).respond("s", "/ok", 200, "ok"));
  }

  private static String location(RouteAction action, String prefix, String request) {
    try (GatewayFixture gateway = gateway(prefix, action)) {
      Wire.Message answer = gateway.exchange(request);
      assertThat(answer.status()).as(answer.text()).isEqualTo(302);
      return String.valueOf(answer.first("Location"));
    }
  }

  private static String get(String host, String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void everyCodeIsSentWithoutABody(int status) {
    RouteAction action =
        new RouteAction.Redirect("https", "", new RedirectPort.OfScheme(), KEEP, status);
    try (GatewayFixture gateway = gateway("/", action)) {
      Wire.Message answer = gateway.get("/a?b=c");
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.all("Location")).containsExactly("https://a.test/a?b=c");
      assertThat(answer.all("Content-Length")).containsExactly("0");
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The scheme brings its own port, as Gateway API says.
    "https, '', scheme, a.test:8080, https://a.test/x",
    "https, '', 443, a.test:8080, https://a.test/x",
    "https, '', 8443, a.test, https://a.test:8443/x",
    "https, '', 80, a.test, https://a.test:80/x",
    "http, b.test, scheme, a.test:8080, http://b.test/x",
    // Without a scheme it is the port that the client called.
    "'', b.test, request, a.test, http://b.test/x",
    "'', b.test, request, a.test:80, http://b.test/x",
    "'', b.test, request, a.test:8080, http://b.test:8080/x",
    "'', '', 8081, a.test:8080, http://a.test:8081/x",
    "'', '', 80, a.test:8080, http://a.test/x",
    "'', '', 443, a.test, http://a.test:443/x",
    "'', b.test, request, A.TEST., http://b.test/x",
    "'', '', 81, A.TEST., http://a.test:81/x",
    "'', '', 81, '[2001:DB8::1]', 'http://[2001:db8::1]:81/x'",
  })
  void schemeHostAndPortAreAsTheRuleSays(
      String scheme, String hostname, String port, String host, String location) {
    RedirectPort to =
        switch (port) {
          case "scheme" -> new RedirectPort.OfScheme();
          case "request" -> OF_REQUEST;
          default -> new RedirectPort.Fixed(Integer.parseInt(port));
        };
    assertThat(location(to(scheme, hostname, to), "/", get(host, "/x"))).isEqualTo(location);
  }

  @ParameterizedTest
  @CsvSource({
    "/old, /new, /old/a?q=1, http://a.test/new/a?q=1",
    "/old, '', /old//evil.com, http://a.test/evil.com",
    "/old, '', /old, http://a.test/",
    "/old, '', /old/%5Bx%5D, http://a.test/%5Bx%5D",
  })
  void thePrefixIsReplacedAndTheQueryKept(
      String prefix, String replacement, String target, String location) {
    assertThat(location(path(new PathRewrite.Prefix(replacement)), prefix, get("a.test", target)))
        .isEqualTo(location);
  }

  @Test
  void theWholePathOrWhatARegularExpressionFindsIsReplaced() {
    assertThat(location(path(new PathRewrite.Full("/new")), "/", get("a.test", "/x?y")))
        .isEqualTo("http://a.test/new?y");
    assertThat(
            location(
                path(new PathRewrite.Regex("^/blog/(\\d+)/(.*)", "/posts/\\2-\\1")),
                "/",
                get("a.test", "/blog/7/on-gateways")))
        .isEqualTo("http://a.test/posts/on-gateways-7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"//evil.com", "/%2e%2e//evil.com/", "///evil.com", "/.//evil.com"})
  void noPathBecomesAHost(String target) {
    assertThat(location(to("https", "", new RedirectPort.OfScheme()), "/", get("a.test", target)))
        .startsWith("https://a.test/evil.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x?a=%0d%0aSet-Cookie:%20a=b", "/x?%0d%0a", "/%20x"})
  void encodedControlsStayEncoded(String target) {
    assertThat(location(to("https", "", new RedirectPort.OfScheme()), "/", get("a.test", target)))
        .isEqualTo("https://a.test" + target);
  }

  @Test
  void anAbsoluteTargetLeadsToTheHostThatWasMatched() {
    assertThat(
            location(
                to("https", "", new RedirectPort.OfScheme()),
                "/",
                "GET http://b.test/x HTTP/1.1\r\nHost: b.test\r\n\r\n"))
        .isEqualTo("https://b.test/x");
  }

  @Test
  void aRegularExpressionCannotLeadToAnotherHost() {
    assertThat(
            location(
                path(new PathRewrite.Regex("^/go/", "//")), "/", get("a.test", "/go/evil.com")))
        .isEqualTo("http://a.test/evil.com");
    try (GatewayFixture gateway = gateway("/", path(new PathRewrite.Regex("^/", "")))) {
      assertThat(gateway.get("/evil.com").text()).contains("\"reason\":\"INVALID_REWRITE\"");
    }
  }

  @Test
  void theSchemeOfATrustedProxyCounts() {
    Config config =
        new Config()
            .clientAddress(new ClientAddress.TrustedHops(1, "x-forwarded-for"))
            .route("r", Config.rule("/", to("", "b.test", OF_REQUEST)));
    try (GatewayFixture gateway = GatewayFixture.serving(config)) {
      assertThat(
              gateway
                  .exchange(
                      request("GET", "/", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
                  .first("Location"))
          .isEqualTo("https://b.test/");
    }
    assertThat(
            location(
                to("", "b.test", OF_REQUEST), "/", request("GET", "/", "X-Forwarded-Proto: https")))
        .isEqualTo("http://b.test/");
  }

  @Test
  void aRedirectToItselfIsALoopAndSaidToBe() {
    try (GatewayFixture gateway = gateway("/", to("http", "", new RedirectPort.OfScheme()))) {
      Wire.Message answer = gateway.get("/a");
      assertThat(answer.status()).isEqualTo(508);
      assertThat(answer.text()).contains("\"reason\":\"LOOP_DETECTED\"");
      assertThat(gateway.exchange(get("a.test:8080", "/a")).status()).isEqualTo(302);
    }
  }

  @Test
  void anOldClientWithoutHostIsSentWhereTheRuleNamesAHostAndToldOtherwise() {
    String old = "GET /x HTTP/1.0\r\n\r\n";
    assertThat(location(to("https", "b.test", new RedirectPort.OfScheme()), "/", old))
        .isEqualTo("https://b.test/x");
    try (GatewayFixture gateway = gateway("/", to("https", "", new RedirectPort.OfScheme()))) {
      assertThat(gateway.exchange(old).text()).contains("\"reason\":\"INVALID_HOST\"");
    }
  }

  @Test
  void headGetsTheSameHead() {
    try (GatewayFixture gateway = gateway("/", to("https", "", new RedirectPort.OfScheme()));
        Wire client = gateway.client()) {
      Wire.Message answer = client.send(request("HEAD", "/x")).responseHead();
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.first("Location")).isEqualTo("https://a.test/x");
    }
  }

  @Test
  void theConnectionLivesOnAfterARedirectedBody() {
    try (GatewayFixture gateway = gateway("/old", path(new PathRewrite.Prefix("/new")));
        Wire client = gateway.client()) {
      String body = "x".repeat(10_000);
      for (int i = 0; i < 2; i++) {
        assertThat(
                client
                    .send(request("POST", "/old", "Content-Length: 10000") + body)
                    .response()
                    .first("Location"))
            .isEqualTo("http://a.test/new");
        assertThat(
                client
                    .send(
                        request("POST", "/old/a", "Transfer-Encoding: chunked")
                            + "5\r\nhello\r\n0\r\n\r\n")
                    .response()
                    .first("Location"))
            .isEqualTo("http://a.test/new/a");
      }
      assertThat(client.send(request("GET", "/ok")).response().text()).isEqualTo("ok");
    }
  }
}
