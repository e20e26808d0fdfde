package dev.sluice.dataplane.body;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.OtherBodies;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.UploadRules;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code limits.upload}, from socket to socket. */
final class UploadOnTheWireTest {
  private static final String PNG =
      "Content-Disposition: form-data; name=\"f\"; filename=\"p.png\"\r\n"
          + "Content-Type: image/png\r\n\r\n";
  private static final String FIELD = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

  private static final List<Wire.Message> requests = new CopyOnWriteArrayList<>();
  private static final AtomicInteger whole = new AtomicInteger();
  private static final AtomicInteger begun = new AtomicInteger();
  private static final AtomicInteger ended = new AtomicInteger();
  private static final ScriptedBackend backend =
      ScriptedBackend.start(
          wire -> {
            begun.incrementAndGet();
            try {
              for (var request = wire.request(); request != null; request = wire.request()) {
                whole.incrementAndGet();
                requests.add(request);
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            } catch (UncheckedIOException e) {
              // A request that breaks off.
            } finally {
              ended.incrementAndGet();
            }
          });

  private static final UploadRules.Bounded RULES =
      new UploadRules.Bounded(3, new SizeLimit.Bytes(100_000), List.of("image/*"));
  private static final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config()
              .backend("b", backend.endpoint())
              .route(
                  "uploads",
                  JudgedRoutes.to("b", "/strict", JudgedRoutes.upload(RULES)),
                  JudgedRoutes.to(
                      "b",
                      "/lenient",
                      new RequestLimits(
                          SizeLimit.NONE,
                          SizeLimit.NONE,
                          List.of(),
                          BodySchema.NONE,
                          RULES,
                          OtherBodies.PASS))));

  @AfterAll
  static void stop() {
    gateway.close();
    backend.close();
  }

  private static String form(String... parts) {
    StringBuilder form = new StringBuilder();
    for (String part : parts) {
      form.append("--B\r\n").append(part).append("\r\n");
    }
    return form + "--B--\r\n";
  }

  private static String post(String path, String type, String body) {
    return request("POST", path, "Content-Type: " + type, "Content-Length: " + body.length())
        + body;
  }

  private static String upload(String body) {
    return post("/strict", "multipart/form-data; boundary=B", body);
  }

  private static void refused(Wire.Message answer, int status, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains("\"reason\":\"" + reason + "\"");
  }

  /** And the backend takes none of it for whole. */
  private static void brokenOff(String request, int status, String reason) {
    int before = whole.get();
    refused(gateway.exchange(request), status, reason);
    await().untilAsserted(() -> assertThat(ended.get()).isLessThanOrEqualTo(begun.get()));
    assertThat(whole.get()).isEqualTo(before);
  }

  @Test
  void aFormArrivesByteForByte() {
    String form = form(PNG + "p".repeat(90_000), FIELD + "x");
    assertThat(gateway.exchange(upload(form)).status()).isEqualTo(200);
    assertThat(requests.getLast().text()).isEqualTo(form);
    assertThat(requests.getLast().first("Content-Length")).isEqualTo("" + form.length());
  }

  @Test
  void aChunkedFormArrivesToo() {
    String form = form(PNG + "abc");
    StringBuilder chunked =
        new StringBuilder(
            request(
                "POST",
                "/strict",
                "Content-Type: multipart/form-data; boundary=B",
                "Transfer-Encoding: chunked"));
    for (int i = 0; i < form.length(); i++) {
      chunked.append("1\r\n").append(form.charAt(i)).append("\r\n");
    }
    assertThat(gateway.exchange(chunked + "0\r\n\r\n").status()).isEqualTo(200);
    assertThat(requests.getLast().text()).isEqualTo(form);
  }

  @Test
  void theBackendNeverSeesAWholeFormThatIsRefused() {
    Map<String, String> attacks =
        Map.of(
            form(FIELD, FIELD, FIELD, FIELD),
            "413 TOO_MANY_PARTS",
            form(PNG + "p".repeat(100_001)),
            "413 PART_TOO_LARGE",
            form(PNG.replace("png\r\n\r", "svg\r\n\r").replace("image", "text") + "x"),
            "415 UNSUPPORTED_MEDIA_TYPE",
            form(FIELD + "x").substring(0, 55),
            "400 INVALID_BODY",
            form(FIELD + "x").replace("\r\n", "\n"),
            "400 INVALID_BODY",
            form(PNG + "p".repeat(50_000)) + "more",
            "400 INVALID_BODY",
            form(PNG + "p".repeat(50_000)).replace("--B--", "--Bx-"),
            "400 INVALID_BODY");
    attacks.forEach(
        (form, expected) -> {
          String[] words = expected.split(" ");
          brokenOff(upload(form), Integer.parseInt(words[0]), words[1]);
          String chunked =
              request(
                      "POST",
                      "/strict",
                      "Content-Type: multipart/form-data; boundary=B",
                      "Transfer-Encoding: chunked")
                  + Integer.toHexString(form.length())
                  + "\r\n"
                  + form
                  + "\r\n0\r\n\r\n";
          brokenOff(chunked, Integer.parseInt(words[0]), words[1]);
        });
  }

  @Test
  void aFormIsRefusedWhileItIsUnderWay() {
    try (Wire client = gateway.client()) {
      client.send(
          request(
                  "POST",
                  "/strict",
                  "Content-Type: multipart/form-data; boundary=B",
                  "Content-Length: 1000000000")
              + "--B\r\n"
              + PNG.replace("image/png", "text/html")
              + "<script>");
      refused(client.response(), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
  }

  @Test
  void otherBodiesDoNotPassARouteForUploads() {
    for (String type :
        List.of(
            "application/octet-stream",
            "image/png",
            "multipart/mixed; boundary=B",
            "multipart/related; boundary=B",
            "application/json")) {
      brokenOff(post("/strict", type, form(PNG + "x")), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    brokenOff(request("POST", "/strict", "Content-Length: 1") + "x", 415, "UNSUPPORTED_MEDIA_TYPE");
    assertThat(gateway.exchange(request("POST", "/strict")).status()).isEqualTo(200);
  }

  @Test
  void whatABackendMightTakeForAFormIsOneOrIsRefused() {
    for (String type :
        List.of(
            "multipart/mixed; boundary=B",
            "multipart/form-data-x; boundary=B",
            "text/plain, multipart/form-data; boundary=B",
            "multipart/form-data, text/plain; boundary=B",
            "x/y; a=multipart/form-data; boundary=B",
            "MULTIPART/MIXED; boundary=B")) {
      brokenOff(post("/lenient", type, form(PNG + "x")), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    for (String type :
        List.of(
            "multipart/form-data",
            "multipart/form-data; boundary=A; boundary=B",
            "multipart/form-data; boundary=\"B",
            "multipart/form-data; boundary=B B",
            "multipart/form-data; boundary=" + "B".repeat(71))) {
      brokenOff(post("/lenient", type, form(PNG + "x")), 400, "INVALID_BODY");
    }
    brokenOff(
        request(
                "POST",
                "/lenient",
                "Content-Type: application/json",
                "Content-Type: multipart/form-data; boundary=B",
                "Content-Length: 2")
            + "{}",
        415,
        "UNSUPPORTED_MEDIA_TYPE");
    brokenOff(
        request(
                "POST",
                "/lenient",
                "Content-Type: multipart/form-data; boundary=B",
                "Content-Encoding: gzip",
                "Content-Length: 2")
            + "{}",
        415,
        "UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void otherBodiesPassWhereOnlyFormsAreBounded() {
    assertThat(gateway.exchange(post("/lenient", "application/json", "{}")).status())
        .isEqualTo(200);
    assertThat(
            gateway
                .exchange(post("/lenient", "multipart/form-data; boundary=B", form(PNG + "x")))
                .status())
        .isEqualTo(200);
  }

  @Test
  void aConnectionCarriesOnAfterAForm() {
    try (Wire client = gateway.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(upload(form(PNG + "x"))).response().status()).isEqualTo(200);
      }
    }
  }
}
