package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.Expectation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpectationTest {
  private static final String HEAD =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Test
  void theClientSendsItsBodyWhenTheBackendWantsIt() {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        ScriptedBackend.start(
            wire -> {
              var head = wire.requestHead();
              if (head != null) {
                self[0].record(head);
              }
              wire.send("HTTP/1.1 100 Continue\r\n\r\n");
              if (new String(wire.bytes(5), StandardCharsets.US_ASCII).equals("hello")) {
                wire.send(OK);
              }
              wire.request();
            });
    try (var backend = self[0];
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(HEAD);
      assertThat(client.responseHead().status()).isEqualTo(100);
      client.send("hello");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().all("Expect")).containsExactly("100-continue");
    }
  }

  @Test
  void aBackendThatDoesNotKnowTheExpectationGetsTheBodyToo() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(HEAD);
      assertThat(client.responseHead().status()).isEqualTo(100);
      client.send("hello");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(backend.lastRequest().text()).isEqualTo("hello");
    }
  }

  @Test
  void aClientThatDoesNotWaitIsServedToo() {
    try (var backend = ScriptedBackend.answering(OK);
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      client.send(HEAD + "hello");
      assertThat(client.responseHead().status()).isEqualTo(100);
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.send(ProxyFixture.get("/")).response().status()).isEqualTo(200);
    }
  }

  /** Interim and final answer come in one piece, and the connection is reset behind them. */
  @Test
  void anAnswerBehindTheContinueCountsAlsoWhenTheBodyCannotBeSentAnyMore() {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  wire.send(
                      "HTTP/1.1 100 Continue\r\n\r\n"
                          + "HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno");
                  wire.reset();
                });
        var proxy = ProxyFixture.to(backend)) {
      for (int i = 0; i < 60; i++) {
        try (var client = proxy.client()) {
          client.send(HEAD + "hello");
          var response = client.response();
          assertThat(response.status() == 100 ? client.response().status() : response.status())
              .isEqualTo(413);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 401, 417})
  void anAnswerWithoutTheBodyIsRelayedAndTheConnectionEnds(int status) {
    try (var backend =
            ScriptedBackend.start(
                wire -> {
                  wire.requestHead();
                  wire.send("HTTP/1.1 " + status + " X\r\nContent-Length: 2\r\n\r\nno");
                  wire.awaitEnd();
                });
        var proxy = ProxyFixture.to(backend);
        var client = proxy.client()) {
      long sent = System.nanoTime();
      client.send(HEAD);
      var response = client.response();
      if (response.status() == 100) {
        // Only when nothing came from the backend for so long does the gateway ask for the body.
        assertThat(System.nanoTime() - sent)
            .isGreaterThanOrEqualTo(Expectation.PATIENCE_MILLIS * 1_000_000);
        response = client.response();
      }
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.text()).isEqualTo("no");
      assertThat(response.all("Connection")).containsExactly("close");
      assertThat(client.endsCleanly()).isTrue();
    }
  }
}
