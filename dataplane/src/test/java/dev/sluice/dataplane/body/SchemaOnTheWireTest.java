package dev.sluice.dataplane.body;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.Timeout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code limits.schema}, from socket to socket. */
final class SchemaOnTheWireTest {
  private static final String ORDER =
      "{\"type\":\"object\",\"required\":[\"item\"],\"properties\":{"
          + "\"item\":{\"type\":\"string\",\"maxLength\":20},\"count\":{\"minimum\":1},"
          + "\"pad\":{\"type\":\"string\"}}}";
  private static final String LIST = "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}";
  private static final String SLOW =
      "{\"properties\":{\"a\":{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}},"
          + "\"required\":[\"never\"]}";
  private static final String GOOD = "{\"item\": \"shoe\",\r\n \"count\" : 2 }";

  private static final ScriptedBackend backend =
      ScriptedBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  private static final List<Wire.Message> moodyRequests = new CopyOnWriteArrayList<>();
  private static final AtomicInteger tries = new AtomicInteger();
  private static final ScriptedBackend moody =
      ScriptedBackend.start(
          wire -> {
            for (var request = wire.request(); request != null; request = wire.request()) {
              moodyRequests.add(request);
              if (tries.incrementAndGet() % 2 == 1) {
                return;
              }
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
          });
  private static final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config()
              .backend("b", backend.endpoint())
              .backend("moody", moody.endpoint())
              .schema("order", ORDER)
              .schema("list", LIST)
              .schema("slow", SLOW)
              .route(
                  "judged",
                  JudgedRoutes.to("b", "/order", JudgedRoutes.schema("order")),
                  JudgedRoutes.to("b", "/list", JudgedRoutes.schema("list")),
                  JudgedRoutes.to("b", "/slow", JudgedRoutes.schema("slow")),
                  JudgedRoutes.to("b", "/never", JudgedRoutes.schema("never")),
                  JudgedRoutes.to(
                      "b",
                      "/small",
                      JudgedRoutes.schema("order", new SizeLimit.Bytes(40), List.of())),
                  JudgedRoutes.to(
                      "b",
                      "/text",
                      JudgedRoutes.schema("order", SizeLimit.NONE, List.of("text/plain"))),
                  JudgedRoutes.under(
                      JudgedRoutes.schema("order"),
                      new RouteTimeouts(
                          Timeout.after(Duration.ofMillis(300)), Timeout.NONE, Timeout.NONE),
                      RetryPolicy.DEFAULT,
                      Config.rule("/hasty", Config.to("b"))),
                  JudgedRoutes.to("moody", "/moody", JudgedRoutes.schema("order"))));

  @AfterAll
  static void stop() {
    gateway.close();
    backend.close();
    moody.close();
  }

  private static String post(String path, String type, String body) {
    return request(
            "POST",
            path,
            "Content-Type: " + type,
            "Content-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length)
        + body;
  }

  private static String json(String path, String body) {
    return post(path, "application/json", body);
  }

  private static void refused(Wire.Message answer, int status, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains("\"reason\":\"" + reason + "\"");
  }

  private static long held() {
    return gateway
        .admin("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("sluice_request_bodies_held_bytes "))
        .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aBodyThatSatisfiesTheSchemaArrivesByteForByte() {
    assertThat(gateway.exchange(json("/order", GOOD)).status()).isEqualTo(200);
    assertThat(backend.lastRequest().text()).isEqualTo(GOOD);
    assertThat(backend.lastRequest().first("Content-Length")).isEqualTo("" + GOOD.length());
    assertThat(backend.lastRequest().first("Transfer-Encoding")).isNull();
  }

  @Test
  void aChunkedBodyStaysChunked() {
    String chunked =
        request(
                "POST",
                "/order",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "Trailer: X-Sum")
            + IntStream.range(0, GOOD.length())
                .mapToObj(at -> "1\r\n" + GOOD.charAt(at) + "\r\n")
                .collect(Collectors.joining())
            + "0\r\nX-Sum: 1\r\n\r\n";
    assertThat(gateway.exchange(chunked).status()).isEqualTo(200);
    assertThat(backend.lastRequest().text()).isEqualTo(GOOD);
    assertThat(backend.lastRequest().first("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(backend.lastRequest().first("Content-Length")).isNull();
  }

  @Test
  void bodiesOfManyPiecesArriveByteForByte() {
    for (int size : List.of(4_000, 4_096, 16_384, 40_000, 500_000)) {
      String body = "{\"item\":\"shoe\",\"pad\":\"" + "p".repeat(size) + "\"}";
      assertThat(gateway.exchange(json("/order", body)).status()).as("" + size).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo(body);
    }
    await().untilAsserted(() -> assertThat(held()).isZero());
  }

  @Test
  void aConnectionCarriesOnAfterGoodAndBadBodies() {
    try (Wire client = gateway.client()) {
      for (int i = 0; i < 20; i++) {
        client.send(json("/order", GOOD));
        assertThat(client.response().status()).isEqualTo(200);
        client.send(json("/order", "{\"item\":1}"));
        refused(client.response(), 400, "SCHEMA_VIOLATION");
        client.send(json("/list", "[" + "1,".repeat(10_000) + "\"x\"]"));
        refused(client.response(), 400, "SCHEMA_VIOLATION");
      }
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    try (Wire client = gateway.client()) {
      client.send(
          json("/order", GOOD) + json("/order", "{}") + json("/list", "[1]") + json("/list", "1"));
      assertThat(client.response().status()).isEqualTo(200);
      refused(client.response(), 400, "SCHEMA_VIOLATION");
      assertThat(client.response().status()).isEqualTo(200);
      refused(client.response(), 400, "SCHEMA_VIOLATION");
    }
  }

  @Test
  void theClientLearnsWhereAndWhatAndNoValue() {
    Wire.Message answer =
        gateway.exchange(json("/order", "{\"item\":\"SECRET" + "x".repeat(20) + "\",\"count\":0}"));
    refused(answer, 400, "SCHEMA_VIOLATION");
    assertThat(answer.text())
        .contains("of this route: /item (maxLength), /count (minimum).")
        .doesNotContain("SECRET");
    assertThat(gateway.exchange(json("/order", "{}")).text()).contains("the body (required)");
  }

  @Test
  void refusedBodiesReachNoBackend() {
    int before = backend.requests().size();
    refused(gateway.exchange(json("/order", "{}")), 400, "SCHEMA_VIOLATION");
    refused(gateway.exchange(json("/order", "{\"item\":\"a\"")), 400, "INVALID_BODY");
    refused(gateway.exchange(json("/order", "{\"item\":1,\"item\":\"a\"}")), 400, "INVALID_BODY");
    refused(gateway.exchange(json("/order", "{\"item\":\"a\"} {}")), 400, "INVALID_BODY");
    refused(gateway.exchange(json("/order", "{\"item\":\"\u00e4\"}")), 400, "INVALID_BODY");
    refused(gateway.exchange(json("/order", "[".repeat(4_000))), 400, "INVALID_BODY");
    assertThat(backend.requests()).hasSize(before);
  }

  @Test
  void nothingGoesAroundTheSchemaByItsType() {
    int before = backend.requests().size();
    for (String type :
        List.of(
            "text/plain",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json, text/plain",
            "application/json/x",
            "application/jsonp",
            "json",
            "",
            "application/json; charset=utf-16",
            "application/json;CHARSET=\"latin1\"",
            "application/json; charset=utf-8; charset=utf-16")) {
      refused(gateway.exchange(post("/order", type, "{}")), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    refused(
        gateway.exchange(request("POST", "/order", "Content-Length: 2") + "{}"),
        415,
        "UNSUPPORTED_MEDIA_TYPE");
    refused(
        gateway.exchange(
            request(
                    "POST",
                    "/order",
                    "Content-Type: application/json",
                    "Content-Type: text/plain",
                    "Content-Length: 2")
                + "{}"),
        415,
        "UNSUPPORTED_MEDIA_TYPE");
    refused(
        gateway.exchange(
            request(
                    "POST",
                    "/order",
                    "Content-Type: application/json",
                    "Content-Encoding: gzip",
                    "Content-Length: 2")
                + "{}"),
        415,
        "UNSUPPORTED_MEDIA_TYPE");
    assertThat(backend.requests()).hasSize(before);
  }

  @Test
  void everyJsonTypeIsJudged() {
    for (String type :
        List.of(
            "application/json",
            "APPLICATION/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/vnd.shop.order+json",
            "application/merge-patch+JSON",
            "model/gltf+json; v=1")) {
      assertThat(gateway.exchange(post("/order", type, GOOD)).status()).as(type).isEqualTo(200);
      refused(gateway.exchange(post("/order", type, "{}")), 400, "SCHEMA_VIOLATION");
    }
  }

  @Test
  void typesThatTheRouteListsPassUnseen() {
    assertThat(gateway.exchange(post("/text", "text/plain", "anything")).status()).isEqualTo(200);
    refused(gateway.exchange(json("/text", "{}")), 400, "SCHEMA_VIOLATION");
  }

  @Test
  void aMissingBodyIsOneThatDoesNotSatisfy() {
    for (String method : List.of("POST", "PUT", "PATCH")) {
      refused(
          gateway.exchange(request(method, "/order", "Content-Length: 0")),
          400,
          "SCHEMA_VIOLATION");
      refused(gateway.exchange(request(method, "/order")), 400, "SCHEMA_VIOLATION");
    }
    refused(
        gateway.exchange(
            request(
                    "POST",
                    "/order",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked")
                + "0\r\n\r\n"),
        400,
        "INVALID_BODY");
    for (String method : List.of("GET", "DELETE", "OPTIONS")) {
      assertThat(gateway.exchange(request(method, "/order")).status()).isEqualTo(200);
    }
    refused(
        gateway.exchange(
            request("GET", "/order", "Content-Type: application/json", "Content-Length: 2") + "{}"),
        400,
        "SCHEMA_VIOLATION");
  }

  @Test
  void aBodyIsBoundedWhateverItSaysOfItself() {
    refused(
        gateway.exchange(
            request("POST", "/order", "Content-Type: application/json", "Content-Length: 1048577")),
        413,
        "BODY_TOO_LARGE");
    refused(
        gateway.exchange(
            request(
                    "POST",
                    "/small",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked")
                + "30\r\n"
                + " ".repeat(0x30)),
        413,
        "BODY_TOO_LARGE");
    assertThat(gateway.exchange(json("/small", GOOD)).status()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(held()).isZero());
  }

  @Test
  void whoWaitsToBeToldToContinueIsTold() {
    try (Wire client = gateway.client()) {
      client.send(
          request(
              "POST",
              "/order",
              "Content-Type: application/json",
              "Content-Length: " + GOOD.length(),
              "Expect: 100-continue"));
      assertThat(client.responseHead().status()).isEqualTo(100);
      client.send(GOOD);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo(GOOD);
    }
    refused(
        gateway.exchange(
            request(
                "POST",
                "/order",
                "Content-Type: text/plain",
                "Content-Length: 2",
                "Expect: 100-continue")),
        415,
        "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void aSchemaThatNeverWasGoodLetsNoBodyPass() {
    refused(gateway.exchange(json("/never", GOOD)), 503, "SCHEMA_UNAVAILABLE");
    refused(gateway.exchange(request("POST", "/never")), 503, "SCHEMA_UNAVAILABLE");
    assertThat(gateway.get("/never").status()).isEqualTo(200);
  }

  @Test
  void aBodyThatTakesTooManyStepsIsRefusedAndHoldsUpNobody() {
    String deep = "{\"a\":".repeat(60) + "{}" + "}".repeat(60);
    for (int i = 0; i < 5; i++) {
      refused(gateway.exchange(json("/slow", deep)), 413, "BODY_TOO_LARGE");
      assertThat(gateway.exchange(json("/order", GOOD)).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() {
    for (int i = 0; i < 20; i++) {
      try (Wire client = gateway.client()) {
        client.send(
            request("POST", "/order", "Content-Type: application/json", "Content-Length: 100000")
                + "x".repeat(20_000));
        if (i == 19) {
          await().untilAsserted(() -> assertThat(held()).isPositive());
        }
      }
    }
    await().untilAsserted(() -> assertThat(held()).isZero());
  }

  @Test
  void aBodyThatDoesNotComeIsNotAwaitedForEver() {
    try (Wire client = gateway.client()) {
      client.send(
          request("POST", "/hasty", "Content-Type: application/json", "Content-Length: 100")
              + "{\"item\"");
      refused(client.response(), 408, "REQUEST_TIMEOUT");
    }
    await().untilAsserted(() -> assertThat(held()).isZero());
  }

  @Test
  void aCollectedBodyIsSentAgainWhenARetryNeedsIt() {
    // The backend hangs up on every first try; PUT may be repeated.
    String put =
        request(
                "PUT",
                "/moody",
                "Content-Type: application/json",
                "Content-Length: " + GOOD.length())
            + GOOD;
    try (Wire client = gateway.client()) {
      for (int i = 0; i < 4; i++) {
        Wire.Message answer = client.send(put).response();
        assertThat(answer.status()).isIn(200, 502);
      }
    }
    assertThat(moodyRequests).allSatisfy(each -> assertThat(each.text()).isEqualTo(GOOD));
  }
}
