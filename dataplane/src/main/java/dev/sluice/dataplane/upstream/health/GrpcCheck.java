package dev.sluice.dataplane.upstream.health;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * {@code grpc.health.v1.Health/Check}: over HTTP/2, by prior knowledge without TLS. Only SERVING is
 * a good answer.
 */
final class GrpcCheck implements Check {
  private static final String[] STATUSES = {"UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"};
  private static final int SERVING = 1;

  private final String service;
  private final SequencedMap<String, String> headers = new LinkedHashMap<>();

  GrpcCheck(String service, String host, boolean secure) {
    this.service = service;
    headers.put(":method", "POST");
    headers.put(":scheme", secure ? "https" : "http");
    headers.put(":path", "/grpc.health.v1.Health/Check");
    headers.put(":authority", host);
    headers.put("content-type", "application/grpc");
    headers.put("te", "trailers");
    headers.put("user-agent", "sluice-health");
  }

  @Override
  public CheckResult ask(Socket connection) throws IOException {
    Http2Exchange exchange = new Http2Exchange(connection);
    exchange.send(headers, message());
    exchange.receive();
    return exchange.broken().isEmpty()
        ? judge(exchange.headers(), exchange.data())
        : CheckResult.wrong(exchange.broken());
  }

  /** A HealthCheckRequest with its length before it. */
  private byte[] message() {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    if (name.length > 0) {
      request.write(1 << 3 | 2); // field 1, a string
      for (int rest = name.length; ; rest >>>= 7) {
        if (rest < 0x80) {
          request.write(rest);
          break;
        }
        request.write(rest & 0x7f | 0x80);
      }
      request.writeBytes(name);
    }
    return ByteBuffer.allocate(5 + request.size())
        .put((byte) 0)
        .putInt(request.size())
        .put(request.toByteArray())
        .array();
  }

  private CheckResult judge(Map<String, String> answer, byte[] data) {
    String http = answer.getOrDefault(":status", "");
    if (!http.equals("200")) {
      return CheckResult.wrong("status " + http + ", which is no answer of gRPC");
    }
    String grpc = answer.getOrDefault("grpc-status", "0");
    if (!grpc.equals("0")) {
      return CheckResult.wrong(
          switch (grpc) {
            case "5" -> "the server knows no service called \"" + service + "\" (NOT_FOUND)";
            case "12" -> "the server has no service grpc.health.v1.Health (UNIMPLEMENTED)";
            default -> "grpc-status " + grpc;
          });
    }
    int status = servingStatus(data);
    if (status != SERVING) {
      return CheckResult.wrong(
          status >= 0 && status < STATUSES.length ? STATUSES[status] : "no health status");
    }
    return HttpAnswer.DEGRADED.stream().anyMatch(answer::containsKey)
        ? CheckResult.DEGRADED
        : CheckResult.PASSED;
  }

  /** Of a HealthCheckResponse, or -1. An empty message means 0, as in all of proto3. */
  private static int servingStatus(byte[] data) {
    if (data.length < 5 || data[0] != 0 || ByteBuffer.wrap(data).getInt(1) != data.length - 5) {
      return -1;
    }
    if (data.length == 5) {
      return 0;
    }
    return data.length == 7 && data[5] == 1 << 3 && data[6] >= 0 ? data[6] : -1;
  }

  @Override
  public String protocol() {
    return "h2";
  }

  @Override
  public String toString() {
    return "grpc(" + service + ")";
  }
}
