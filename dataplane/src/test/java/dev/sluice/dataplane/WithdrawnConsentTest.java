package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;
import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A backend takes {@code allowedRoutes} back while its requests are under way. What the compiler
 * makes of that stands in golden/backends/revoked-consent-takes-effect-at-once.
 */
final class WithdrawnConsentTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static Config allowed(ScriptedBackend backend) {
    return new Config().backend("b", backend.endpoint()).forward("r", "/", "b");
  }

  private static Config withdrawn() {
    return new Config()
        .route(
            "r",
            Config.rule(
                "/",
                new RouteAction.Forward(
                    List.of(
                        new WeightedTarget(
                            new Target.Unresolved(key("b"), "RefNotPermitted"), 1)))));
  }

  @Test
  void newRequestsAreRefusedAtOnceAndThoseUnderWayFinish() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(4);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ScriptedBackend backend =
            ScriptedBackend.start(
                wire -> {
                  Wire.Message head = wire.requestHead();
                  if (head == null) {
                    return;
                  }
                  switch (head.startLine().split(" ")[1]) {
                    case "/stream" ->
                        wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                    case "/chat" ->
                        wire.send(
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                    default -> {}
                  }
                  arrived.countDown();
                  goOn.await(60, TimeUnit.SECONDS);
                  switch (head.startLine().split(" ")[1]) {
                    case "/stream", "/chat" -> wire.send("later");
                    case "/upload" -> {
                      wire.bytes(4);
                      wire.send(OK);
                    }
                    default -> wire.send(OK);
                  }
                  wire.awaitEnd();
                });
        GatewayFixture gateway = GatewayFixture.serving(allowed(backend));
        Wire waiting = gateway.client();
        Wire streaming = gateway.client();
        Wire uploading = gateway.client();
        Wire chatting = gateway.client();
        Wire resting = gateway.client()) {
      waiting.send(request("GET", "/"));
      streaming.send(request("GET", "/stream"));
      uploading.send(request("POST", "/upload", "Content-Length: 4") + "ha");
      chatting.send(
          request(
              "GET",
              "/chat",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Version: 13"));
      assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
      int before = backend.accepted();

      gateway.apply(withdrawn());
      for (Wire client : List.of(resting, gateway.client())) {
        Wire.Message refused = client.send(request("GET", "/")).response();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.text()).contains("BACKEND_UNRESOLVED").doesNotContain("test/b");
      }
      assertThat(backend.accepted()).isEqualTo(before);

      goOn.countDown();
      uploading.send("lf");
      assertThat(waiting.response().text()).isEqualTo("ok");
      assertThat(streaming.response().text()).isEqualTo("firstlater");
      assertThat(uploading.response().status()).isEqualTo(200);
      assertThat(chatting.responseHead().status()).isEqualTo(101);
      assertThat(chatting.bytes(5)).asString().isEqualTo("later");
      // The clients' connections live on, and bring them to the refusal as well.
      assertThat(waiting.send(request("GET", "/")).response().status()).isEqualTo(500);
    }
  }

  @Test
  void underLoadNothingIsLostAndNothingGetsThroughAfterwards()
      throws ExecutionException, InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    // Odd while nothing may get through.
    AtomicInteger changes = new AtomicInteger();
    AtomicInteger leaks = new AtomicInteger();
    Semaphore answered = new Semaphore(0);
    try (ScriptedBackend backend = ScriptedBackend.answering(OK);
        GatewayFixture gateway = GatewayFixture.serving(allowed(backend));
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        running.add(
            clients.submit(
                () -> {
                  try (Wire client = gateway.client()) {
                    while (!done.get()) {
                      int before = changes.get();
                      int status = client.send(request("GET", "/")).response().status();
                      assertThat(status).isIn(200, 500);
                      if (before % 2 == 1 && before == changes.get() && status == 200) {
                        leaks.incrementAndGet();
                      }
                      answered.release();
                    }
                  }
                }));
      }
      boolean alive = true;
      for (int i = 0; i < 10 && alive; i++) {
        gateway.apply(withdrawn());
        changes.incrementAndGet();
        answered.drainPermits();
        alive = answered.tryAcquire(30, 60, TimeUnit.SECONDS);
        changes.incrementAndGet();
        gateway.apply(allowed(backend));
        answered.drainPermits();
        alive &= answered.tryAcquire(30, 60, TimeUnit.SECONDS);
      }
      done.set(true);
      for (Future<?> client : running) {
        client.get();
      }
      assertThat(alive).isTrue();
      assertThat(leaks).hasValue(0);
      assertThat(gateway.get("/").status()).isEqualTo(200);
    }
  }
}
