package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.upstream.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** V8 and HX3: {@code Expect} in all forms, from clients that wait and clients that do not. */
final class ExpectCorpusTest {
  @TempDir static Path directory;

  private final RawBackend backend = new RawBackend();
  private final GatewayFixture gateway =
      GatewayFixture.serving(
          new Config()
              .backend("b", backend.endpoint())
              .forward("all", "/", "b")
              .respond("own", "/own", 403, ""));

  @AfterEach
  void stop() {
    gateway.close();
    backend.close();
  }

  private static String post(String version, String expect, String framing) {
    return "POST /case HTTP/"
        + version
        + "\r\nHost: a.test\r\nExpect: "
        + expect
        + "\r\n"
        + framing
        + "\r\n\r\n";
  }

  @Test
  void onlyOneExpectationIsKnownInWhateverCase() {
    List<String> attacks = new ArrayList<>();
    try (Gauntlet gauntlet = new Gauntlet(directory)) {
      for (String expect :
          List.of(
              "100-continued",
              "100 continue",
              "100",
              "continue",
              "100-continue, 100-continue",
              "100-continue,",
              ",100-continue",
              "100-continue;q=1",
              "\"100-continue\"",
              "x",
              "",
              "100-continue\r\nExpect: 100-continue",
              "100-continue\r\nExpect: x",
              "x\r\nExpect: 100-continue",
              "101-continue",
              "100-Continue x")) {
        gauntlet.refuses(post("1.1", expect, "Content-Length: 5") + "hello", 417);
        attacks.add(post("1.0", expect, "Content-Length: 5") + "hello");
        attacks.add(post("1.1", expect, "Transfer-Encoding: chunked") + "0\r\n\r\n");
      }
      gauntlet.runAll(attacks);
      for (String expect : List.of("100-continue", "100-Continue", " 100-CONTINUE\t")) {
        assertThat(gauntlet.passes(post("1.1", expect, "Content-Length: 5") + "hello").body())
            .asString()
            .isEqualTo("hello");
        assertThat(
                gauntlet
                    .passes(
                        post("1.1", expect, "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n")
                    .body())
            .asString()
            .isEqualTo("x");
        gauntlet.passes(post("1.1", expect, "Content-Length: 0"));
        gauntlet.passes("GET /case HTTP/1.1\r\nHost: a.test\r\nExpect: " + expect + "\r\n\r\n");
      }
      gauntlet.verify();
    }
  }

  @Test
  void whoWaitsIsToldToGoOnOnceAndOnlyIfThereIsABody() {
    for (String framing : List.of("Content-Length: 5", "Transfer-Encoding: chunked")) {
      try (Wire client = gateway.client()) {
        client.send(post("1.1", "100-continue", framing));
        assertThat(client.responseHead().status()).isEqualTo(100);
        client.send(framing.startsWith("C") ? "hello" : "5\r\nhello\r\n0\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        // And the connection is good for more.
        assertThat(client.send(GatewayFixture.request("GET", "/x")).response().status())
            .isEqualTo(200);
      }
    }
    for (String nothing : List.of("Content-Length: 0", "X-A: b")) {
      try (Wire client = gateway.client()) {
        assertThat(client.send(post("1.1", "100-continue", nothing)).response().status())
            .as(nothing)
            .isEqualTo(200);
      }
    }
    // A client of HTTP/1.0 does not wait, and would not know a 100.
    try (Wire client = gateway.client()) {
      client.send(post("1.0", "100-continue", "Content-Length: 5") + "hello");
      assertThat(client.response().status()).isEqualTo(200);
    }
  }

  @Test
  void aRefusalDoesNotAskForTheBodyAndWhatComesIsNoRequest() {
    try (Wire client = gateway.client()) {
      client.send(post("1.1", "100-continue", "Content-Length: 50").replace("/case", "/own"));
      Wire.Message answer = client.response();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.first("Connection")).isEqualTo("close");
      client.send("GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n");
      assertThat(client.endsCleanly()).isTrue();
    }
    assertThat(backend.whole()).isEmpty();
  }
}
