package dev.sluice.dataplane.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.HealthCheck.HealthProbe;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the HTTP/2 of another author, and against bytes by hand. */
final class GrpcCheckTest {
  private final ThreadTimer timer = new ThreadTimer();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    timer.close();
  }

  private CheckResult check(String service, int port) {
    return new CheckRun(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            Check.of(new HealthProbe.Grpc(service, ""), "127.0.0.1:" + port, Transport.PLAIN),
            Transport.PLAIN,
            60_000,
            timer)
        .run();
  }

  private CheckResult checkServer(String service, HttpHandler handler) {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(handler)
            .build();
    server.start();
    try {
      var address = (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
      return check(service, address.getPort());
    } finally {
      server.stop();
    }
  }

  private void answer(HttpServerExchange exchange, String grpcStatus, byte[] message) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (same, body) -> {
              asked.add(
                  same.getRequestMethod()
                      + " "
                      + same.getProtocol()
                      + " "
                      + same.getRequestURI()
                      + " "
                      + same.getRequestHeaders().getFirst(Headers.CONTENT_TYPE)
                      + " "
                      + same.getRequestHeaders().getFirst(Headers.USER_AGENT)
                      + " "
                      + new String(body, StandardCharsets.ISO_8859_1));
              same.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/grpc");
              HeaderMap trailers = new HeaderMap();
              trailers.put(new HttpString("grpc-status"), grpcStatus);
              same.putAttachment(HttpAttachments.RESPONSE_TRAILER_SUPPLIER, () -> trailers);
              same.getResponseSender().send(ByteBuffer.wrap(message));
            });
  }

  @Test
  void aServerThatServesIsHealthy() {
    CheckResult result =
        checkServer("shop.v1.Orders", e -> answer(e, "0", new byte[] {0, 0, 0, 0, 2, 8, 1}));
    assertThat(result).isEqualTo(CheckResult.PASSED);
    assertThat(asked)
        .containsExactly(
            "POST HTTP/2.0 /grpc.health.v1.Health/Check application/grpc sluice-health "
                + "\0\0\0\0\u0010\n\u000eshop.v1.Orders");
  }

  @Test
  void theServerAsAWholeIsAskedForWithoutAName() {
    CheckResult result = checkServer("", e -> answer(e, "0", new byte[] {0, 0, 0, 0, 2, 8, 1}));
    assertThat(result).isEqualTo(CheckResult.PASSED);
    assertThat(asked.getFirst()).endsWith("sluice-health \0\0\0\0\0");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2, NOT_SERVING",
    "0, 3, SERVICE_UNKNOWN",
    "0, 99, no health status",
    "5, 1, the server knows no service called \"a.B\" (NOT_FOUND)",
    "12, 1, the server has no service grpc.health.v1.Health (UNIMPLEMENTED)",
    "14, 1, grpc-status 14"
  })
  void anyOtherAnswerIsWrong(String grpcStatus, byte status, String detail) {
    CheckResult result =
        checkServer("a.B", e -> answer(e, grpcStatus, new byte[] {0, 0, 0, 0, 2, 8, status}));
    assertThat(result).isEqualTo(CheckResult.wrong(detail));
  }

  @Test
  void anEmptyMessageIsUnknown() {
    CheckResult result = checkServer("", e -> answer(e, "0", new byte[] {0, 0, 0, 0, 0}));
    assertThat(result).isEqualTo(CheckResult.wrong("UNKNOWN"));
  }

  @Test
  void aStatusOfHttpIsNoAnswer() {
    CheckResult result = checkServer("", exchange -> exchange.setStatusCode(404).endExchange());
    assertThat(result).isEqualTo(CheckResult.wrong("status 404, which is no answer of gRPC"));
  }

  private CheckResult checkBytes(UnaryOperator<ByteBuffer> answer) {
    try (var backend =
        ScriptedBackend.start(
            wire -> {
              wire.bytes(Http2Frame.PREFACE.length);
              ByteBuffer bytes = answer.apply(ByteBuffer.allocate(100_000)).flip();
              byte[] copy = new byte[bytes.remaining()];
              bytes.get(copy);
              wire.send(copy);
              wire.awaitEnd();
            })) {
      return check("", backend.port());
    }
  }

  private static ByteBuffer frame(ByteBuffer to, int type, int flags, int stream, byte... payload) {
    return to.put(new Http2Frame(type, flags, stream, payload).bytes());
  }

  @Test
  void pingsPaddingAndHeadersInPiecesAreUnderstood() {
    CheckResult result =
        checkBytes(
            to -> {
              frame(to, Http2Frame.SETTINGS, 0, 0);
              frame(to, Http2Frame.PING, 0, 0, new byte[8]);
              frame(to, 0xfa, 0, 0, new byte[3]); // of no known type
              // :status 200 by its index, padded, with a priority; the rest follows.
              frame(to, Http2Frame.HEADERS, 0x28, 1, new byte[] {2, 0, 0, 0, 0, 0, 0, 0});
              frame(to, Http2Frame.CONTINUATION, 4, 1, (byte) 0x88);
              frame(to, Http2Frame.DATA, 8, 1, new byte[] {1, 0, 0, 0, 0, 2, 8, 1, 0});
              frame(to, Http2Frame.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
              return frame(to, Http2Frame.DATA, Http2Frame.END_STREAM, 1);
            });
    assertThat(result).isEqualTo(CheckResult.PASSED);
  }

  @Test
  void aRefusalIsTold() {
    assertThat(checkBytes(to -> frame(to, Http2Frame.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 7})))
        .isEqualTo(CheckResult.wrong("the stream was reset, code 7"));
    assertThat(
            checkBytes(
                to -> frame(to, Http2Frame.GOAWAY, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 2})))
        .isEqualTo(CheckResult.wrong("the connection was refused, code 2"));
  }

  @Test
  void whatIsNotHttp2IsWrong() {
    assertThat(
            checkBytes(
                to ->
                    to.put("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(CheckResult.wrong("the answer is not HTTP/2, or too long"));
    assertThat(checkBytes(to -> frame(to, Http2Frame.CONTINUATION, 4, 1, (byte) 0x88)))
        .isEqualTo(CheckResult.wrong("the answer is not valid HTTP/2"));
    assertThat(checkBytes(to -> frame(to, Http2Frame.HEADERS, 5, 1, (byte) 0xff, (byte) 0xff)))
        .satisfies(result -> assertThat(result.outcome()).isEqualTo(CheckOutcome.WRONG_ANSWER));
  }

  @Test
  void anAnswerThatNeverEndsIsReadToABound() {
    CheckResult result =
        checkBytes(
            to -> {
              for (int i = 0; i < 6; i++) {
                frame(to, Http2Frame.DATA, 0, 1, new byte[16_000]);
              }
              return to;
            });
    assertThat(result).isEqualTo(CheckResult.wrong("the answer is not HTTP/2, or too long"));
  }
}
