package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.OtherBodies;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.UploadRules;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What requests may carry: {@code limits.maxBodyBytes}, {@code maxHeaderBytes} and {@code
 * contentTypes}.
 */
final class LimitsTest {
  private static final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private static final CountDownLatch brokenOff = new CountDownLatch(1);
  private static final ScriptedBackend patient =
      ScriptedBackend.start(
          wire -> {
            wire.requestHead();
            wire.awaitEnd();
            brokenOff.countDown();
          });
  private static final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config()
              .backend("b", backend.endpoint())
              .backend("patient", patient.endpoint())
              .route(
                  "limits",
                  rule("/size", "b", new SizeLimit.Bytes(10), List.of()),
                  headers("/headers", 500),
                  rule("/none", "b", new SizeLimit.Bytes(0), List.of()),
                  rule("/stream", "patient", new SizeLimit.Bytes(10), List.of()),
                  rule("/types", "b", SizeLimit.NONE, List.of("application/json", "image/*"))));

  @AfterAll
  static void stop() {
    gateway.close();
    backend.close();
    patient.close();
  }

  private static RouteRule rule(String path, String to, SizeLimit size, List<String> contentTypes) {
    return rule(path, to, RequestLimits.of(size, contentTypes));
  }

  private static RouteRule headers(String path, long most) {
    return rule(
        path,
        "b",
        new RequestLimits(
            SizeLimit.NONE,
            new SizeLimit.Bytes(most),
            List.of(),
            BodySchema.NONE,
            UploadRules.NONE,
            OtherBodies.PASS));
  }

  private static RouteRule rule(String path, String to, RequestLimits limits) {
    RouteRule rule = Config.rule(path, new MethodMatch.Any(), HeaderEdits.NONE, Config.to(to));
    return new RouteRule(
        rule.name(),
        rule.matches(),
        rule.filters(),
        rule.action(),
        new RoutePolicies(
            RouteTimeouts.DEFAULT,
            RetryPolicy.DEFAULT,
            Hedge.OF_BACKEND,
            limits,
            AccessPolicies.OPEN,
            List.of()));
  }

  private static String sized(String path, String body) {
    return request("POST", path, "Content-Length: " + body.length()) + body;
  }

  private static String chunked(String path, String body) {
    return request("POST", path, "Transfer-Encoding: chunked") + body;
  }

  private static void refused(Wire.Message answer, int status, String reason) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains("\"reason\":\"" + reason + "\"");
    assertThat(answer.first("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.first("Connection")).isEqualTo("close");
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsNotAskedFor() {
    int before = backend.requests().size();
    // The body never comes: the answer does not wait for it.
    refused(
        gateway.exchange(request("POST", "/size", "Content-Length: 11")), 413, "BODY_TOO_LARGE");
    refused(
        gateway.exchange(request("POST", "/size", "Content-Length: 11", "Expect: 100-continue")),
        413,
        "BODY_TOO_LARGE");
    refused(gateway.exchange(sized("/none", "x")), 413, "BODY_TOO_LARGE");
    assertThat(backend.requests()).hasSize(before);
  }

  @Test
  void aRuleTakesSoManyBytesOfHeaderFieldsAndNoMore() {
    int before = backend.requests().size();
    String few = "X-Few: " + "x".repeat(240);
    assertThat(gateway.exchange(request("GET", "/headers", few)).status()).isEqualTo(200);
    refused(
        gateway.exchange(request("GET", "/headers", few, "X-More: " + "x".repeat(240))),
        431,
        "HEADERS_TOO_LARGE");
    refused(gateway.exchange(request("GET", "/headers", few, few)), 431, "HEADERS_TOO_LARGE");
    assertThat(gateway.exchange(request("GET", "/none", few, few)).status()).isEqualTo(200);
    assertThat(backend.requests()).hasSize(before + 2);
  }

  @Test
  void aBodyOfTheLargestSizePasses() {
    assertThat(gateway.exchange(sized("/size", "0123456789")).status()).isEqualTo(200);
    assertThat(gateway.exchange(chunked("/size", "a\r\n0123456789\r\n0\r\n\r\n")).status())
        .isEqualTo(200);
    assertThat(gateway.exchange(sized("/none", "")).status()).isEqualTo(200);
    assertThat(gateway.get("/none").status()).isEqualTo(200);
  }

  @Test
  void aChunkedBodyIsRefusedAsSoonAsItIsTooLarge() {
    refused(
        gateway.exchange(chunked("/size", "b\r\n0123456789a\r\n0\r\n\r\n")), 413, "BODY_TOO_LARGE");
    refused(
        gateway.exchange(chunked("/size", "2000\r\n" + "x".repeat(0x2000))), 413, "BODY_TOO_LARGE");
  }

  @Test
  void whatTheBackendHasOfItIsBrokenOff() throws Exception {
    try (Wire client = gateway.client()) {
      client.send(chunked("/stream", "5\r\n01234\r\n"));
      await().untilAsserted(() -> assertThat(patient.accepted()).isEqualTo(1));
      client.send("6\r\n56789a\r\n");
      refused(client.response(), 413, "BODY_TOO_LARGE");
      assertThat(brokenOff.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void onlyListedMediaTypesPass() {
    for (String type :
        List.of(
            "application/json",
            "Application/JSON; charset=utf-8",
            "image/png",
            "image/svg+xml;q=1")) {
      assertThat(typed(type).status()).as(type).isEqualTo(200);
    }
    for (String type :
        List.of(
            "text/plain",
            "application/jsonp",
            "application/xml; a=application/json",
            "image",
            "image/",
            "image/*",
            "/json",
            "*/*",
            "application/json, text/plain")) {
      refused(typed(type), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    refused(gateway.exchange(sized("/types", "x")), 415, "UNSUPPORTED_MEDIA_TYPE");
    refused(
        gateway.exchange(
            request(
                    "POST",
                    "/types",
                    "Content-Type: application/json",
                    "Content-Type: text/plain",
                    "Content-Length: 1")
                + "x"),
        415,
        "UNSUPPORTED_MEDIA_TYPE");
  }

  private static Wire.Message typed(String type) {
    return gateway.exchange(
        request("POST", "/types", "Content-Type: " + type, "Content-Length: 1") + "x");
  }

  @Test
  void aRequestWithoutABodyHasNoType() {
    assertThat(gateway.get("/types").status()).isEqualTo(200);
    assertThat(gateway.exchange(sized("/types", "")).status()).isEqualTo(200);
  }
}
