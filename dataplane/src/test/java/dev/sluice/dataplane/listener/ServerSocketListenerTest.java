package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.upstream.Wire;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

final class ServerSocketListenerTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private XnioWorker worker;

  @BeforeEach
  void startWorker() throws IOException {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 2));
  }

  @AfterEach
  void stopWorker() {
    worker.shutdownNow();
  }

  private ServerSocketListener open(HttpHandler root) throws IOException {
    return ServerSocketListener.open(worker, FREE, ListenerOptions.DEFAULT, root);
  }

  private static void answer(HttpServerExchange exchange) {
    exchange.getResponseSender().send("peer " + exchange.getSourceAddress().getPort());
  }

  private static Wire connect(ServerSocketListener listener) {
    return Wire.connect(listener.address().getPort());
  }

  @Test
  void aPortInUseIsNamedWithItsCure() throws IOException {
    try (var listener = open(ServerSocketListenerTest::answer)) {
      int port = listener.address().getPort();
      assertThatThrownBy(
              () ->
                  ServerSocketListener.open(
                      worker,
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                      ListenerOptions.DEFAULT,
                      ServerSocketListenerTest::answer))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(":" + port)
          .hasMessageContaining("stop the process that uses port " + port);
    }
  }

  @Test
  void connectionsAreCounted() throws IOException {
    try (var listener = open(ServerSocketListenerTest::answer)) {
      try (var first = connect(listener);
          var second = connect(listener)) {
        assertThat(first.send(GET).response().status()).isEqualTo(200);
        assertThat(second.send(GET).response().status()).isEqualTo(200);
        assertThat(listener.connections()).isEqualTo(2);
      }
      await().untilAsserted(() -> assertThat(listener.connections()).isZero());
    }
  }

  @Test
  void whatTheParserRefusesIsCounted() throws IOException {
    try (var listener = open(ServerSocketListenerTest::answer);
        var client = connect(listener)) {
      assertThat(client.send(GET).response().status()).isEqualTo(200);
      assertThat(listener.refusals()).isZero();
      assertThat(client.send("NOT HTTP\r\n\r\n").response().status()).isEqualTo(400);
      await().untilAsserted(() -> assertThat(listener.refusals()).isEqualTo(1));
    }
  }

  @Test
  void ofTwoPipelinedRequestsTheGoodOneIsAnsweredAndTheBadOneRefused() throws IOException {
    try (var listener = open(ServerSocketListenerTest::answer);
        var client = connect(listener)) {
      client.send(GET + "NOT HTTP\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(200);
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.endsCleanly()).isTrue();
    }
  }

  @Test
  void aDrainFinishesRequestsAndClosesConnections() throws Exception {
    Queue<HttpServerExchange> held = new ConcurrentLinkedQueue<>();
    try (var listener =
            open(
                exchange -> {
                  exchange.dispatch();
                  held.add(exchange);
                });
        var busy = connect(listener);
        var idle = connect(listener)) {
      busy.send(GET);
      await().untilAsserted(() -> assertThat(held).hasSize(1));
      await().untilAsserted(() -> assertThat(listener.connections()).isEqualTo(2));
      int port = listener.address().getPort();

      listener.stopAccepting();
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                      .isInstanceOf(ConnectException.class));
      listener.closeIdle();
      assertThat(idle.endsCleanly()).isTrue();

      HttpServerExchange exchange = held.remove();
      exchange.getIoThread().execute(() -> answer(exchange));
      assertThat(busy.response().status()).isEqualTo(200);
      listener.closeConnections();
      busy.awaitEnd();
      await().untilAsserted(() -> assertThat(listener.connections()).isZero());
    }
  }

  @Test
  void inADrainTheAnswerToTheNextRequestIsTheLast() throws IOException {
    try (var listener = open(ServerSocketListenerTest::answer);
        var client = connect(listener)) {
      assertThat(client.send(GET).response().all("Connection")).isEmpty();
      listener.stopAccepting();
      assertThat(client.send(GET).response().all("Connection")).containsExactly("close");
      assertThat(client.endsCleanly()).isTrue();
    }
  }

  @Test
  void aClientThatGoesAwayEndsItsExchange() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (var listener =
        open(
            exchange -> {
              exchange.addExchangeCompleteListener(
                  (complete, next) -> {
                    ended.countDown();
                    next.proceed();
                  });
              exchange.dispatch();
              began.countDown();
            })) {
      var client = connect(listener);
      client.send(GET);
      assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      await().untilAsserted(() -> assertThat(listener.connections()).isZero());
    }
  }

  @Test
  void aRefusalReachesAClientThatIsStillSending() throws IOException {
    try (var listener =
            open(
                exchange -> {
                  exchange.setStatusCode(413);
                  exchange.setPersistent(false);
                  exchange.getResponseSender().send("too much");
                });
        var client = connect(listener)) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
      for (int i = 0; i < 10; i++) {
        client.send("x".repeat(50_000));
      }
      var response = client.response();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.text()).isEqualTo("too much");
      client.send("x".repeat(50_000));
      assertThat(client.endsCleanly()).isTrue();
    }
  }

  @Test
  void theProxyProtocolTellsThePeer() throws IOException {
    try (var listener =
            ServerSocketListener.open(
                worker, FREE, ListenerOptions.plain(true), ServerSocketListenerTest::answer);
        var client = connect(listener)) {
      client.send("PROXY TCP4 1.2.3.4 5.6.7.8 1234 80\r\n" + GET);
      assertThat(client.response().text()).isEqualTo("peer 1234");
      assertThat(client.send(GET).response().text()).isEqualTo("peer 1234");
    }
  }

  @Test
  void withTheProxyProtocolEveryoneMustSpeakIt() throws IOException {
    try (var listener =
            ServerSocketListener.open(
                worker, FREE, ListenerOptions.plain(true), ServerSocketListenerTest::answer);
        var client = connect(listener)) {
      client.send(GET);
      assertThat(client.endsCleanly()).isTrue();
    }
  }
}
