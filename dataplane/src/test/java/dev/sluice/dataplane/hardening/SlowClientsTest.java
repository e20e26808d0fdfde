package dev.sluice.dataplane.hardening;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.upstream.Wire;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Requests that come in drops, or only in part, end by themselves, and hold nobody up. */
final class SlowClientsTest {
  private static final String HEAD = "GET /x HTTP/1.1\r\nHost: a.test\r\nX-Long: value\r\n\r\n";

  private static GatewayFixture serving(RawBackend backend) {
    GatewayFixture gateway =
        GatewayFixture.start(
            GatewayFixture.options()
                .withBodyPace(new BodyPace(Duration.ofMillis(300), 1_000, Duration.ofMillis(50))));
    gateway.apply(
        new Config()
            .backend("b", backend.endpoint())
            .forward("all", "/", "b")
            .respond("witness", "/witness", 200, "here"));
    return gateway;
  }

  /** Half of a head, all lengths, and heads of which an octet comes now and then. */
  @Test
  void aHeadThatDoesNotComeToItsEndIsGivenUp() throws Exception {
    try (RawBackend backend = new RawBackend();
        GatewayFixture gateway = serving(backend);
        Witness witness = new Witness(gateway.port())) {
      List<Wire> clients = new ArrayList<>();
      for (int length = 1; length < HEAD.length(); length += 3) {
        clients.add(gateway.client().send(HEAD.substring(0, length)));
      }
      Wire dripping = gateway.client();
      AtomicBoolean ended = new AtomicBoolean();
      Thread drip =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      dripping.send("GET /x HTTP/1.1\r\nHost: a.test\r\nX-Drip: ");
                      while (!ended.get()) {
                        dripping.send("x");
                        Thread.sleep(200);
                      }
                    } catch (UncheckedIOException e) {
                      ended.set(true);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      for (Wire client : clients) {
        client.awaitEnd();
        client.close();
      }
      dripping.awaitEnd();
      ended.set(true);
      drip.join();
      dripping.close();
      assertThat(backend.whole()).isEmpty();
      witness.assertServed();
    }
  }

  @Test
  void aBodyThatDoesNotComeToItsEndIsA408() {
    try (RawBackend backend = new RawBackend();
        GatewayFixture gateway = serving(backend)) {
      for (String start :
          List.of(
              request("POST", "/x", "Content-Length: 10"),
              request("POST", "/x", "Content-Length: 10") + "half",
              request("POST", "/x", "Transfer-Encoding: chunked"),
              request("POST", "/x", "Transfer-Encoding: chunked") + "5",
              request("POST", "/x", "Transfer-Encoding: chunked") + "5\r\nhel",
              request("POST", "/x", "Transfer-Encoding: chunked") + "5\r\nhello\r\n",
              request("POST", "/x", "Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\nT: ",
              request("POST", "/x", "Content-Length: 10", "Expect: 100-continue"))) {
        try (Wire client = gateway.client()) {
          client.send(start);
          Wire.Message answer = client.response();
          if (answer.status() == 100) {
            answer = client.response();
          }
          assertThat(answer.status()).as(start).isEqualTo(408);
          assertThat(answer.text()).as(start).contains("\"reason\":\"REQUEST_TIMEOUT\"");
          assertThat(answer.first("Connection")).as(start).isEqualTo("close");
        }
      }
      assertThat(backend.whole()).isEmpty();
    }
  }

  /** Undertow refuses some heads by itself, and would read the body before it says so. */
  @Test
  void aRefusedRequestDoesNotWaitForItsBody() {
    try (RawBackend backend = new RawBackend();
        GatewayFixture gateway = serving(backend)) {
      for (String head :
          List.of(
              "POST /x HTTP/1.1\r\nHost: /\r\n",
              "POST /x HTTP/1.1\r\nHost: a:b\r\n",
              "POST /x HTTP/1.1\r\n",
              "POST /x HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
              "POST /x HTTP/1.1\r\nHost: a..b\r\n",
              "POST /x HTTP/3.7\r\nHost: a.test\r\n",
              "POST /%zz HTTP/1.1\r\nHost: a.test\r\n",
              "POST /%00 HTTP/1.1\r\nHost: a.test\r\n",
              "POST /x HTTP/1.1\r\nHost: a.test\r\nConnection: Host\r\n",
              "TRACE /x HTTP/1.1\r\nHost: a.test\r\n",
              "POST /x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: gzip\r\n")) {
        for (String body : List.of("Content-Length: 1000\r\n\r\nhalf", "\r\n")) {
          try (Wire client = gateway.client()) {
            int status = client.send(head + body).response().status();
            assertThat(status).as(head + body).isBetween(400, 505);
          }
        }
      }
      assertThat(backend.whole()).isEmpty();
    }
  }
}
