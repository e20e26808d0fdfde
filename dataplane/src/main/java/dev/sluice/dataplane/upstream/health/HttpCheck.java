package dev.sluice.dataplane.upstream.health;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * GET over HTTP/1.1 (RFC 9112), on a connection that ends with it: so each check also asks whether
 * the endpoint accepts connections. A redirect is an answer like any other, and is not followed.
 */
final class HttpCheck implements Check {
  /** Interim answers are passed over, but not for ever. */
  private static final int MAX_INTERIM = 8;

  private final String host;
  private final String path;
  private final List<Integer> expected;

  HttpCheck(String path, String host, List<Integer> expected) {
    this.path = path;
    this.host = host;
    this.expected = expected;
  }

  @Override
  public CheckResult ask(Socket connection) throws IOException {
    connection
        .getOutputStream()
        .write(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: "
                    + host
                    + "\r\nUser-Agent: sluice-health\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    InputStream in = new BufferedInputStream(connection.getInputStream(), 4_096);
    HttpAnswer answer = HttpAnswer.read(in);
    for (int i = 0; i < MAX_INTERIM && answer.interim(); i++) {
      answer = HttpAnswer.read(in);
    }
    CheckResult result = judge(answer);
    answer.drain(in);
    return result;
  }

  private CheckResult judge(HttpAnswer answer) {
    if (answer.malformed()) {
      return CheckResult.wrong("the answer is not valid HTTP");
    }
    if (!expected.contains(answer.status())) {
      return CheckResult.wrong(
          "status " + answer.status() + " to GET " + path + ", expected " + expected());
    }
    return answer.degraded() ? CheckResult.DEGRADED : CheckResult.PASSED;
  }

  private String expected() {
    return String.join(" or ", expected.stream().map(String::valueOf).toList());
  }

  @Override
  public String protocol() {
    return "http/1.1";
  }

  @Override
  public String toString() {
    return "http(" + host + path + ")";
  }
}
