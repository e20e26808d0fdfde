package dev.sluice.dataplane;

import static dev.sluice.dataplane.GatewayFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A change of configuration never drops, resets or delays a request. */
final class ConfigurationSwapTest {
  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static Listener listener(String name, int port) {
    return Listener.http(name, port, false);
  }

  @Test
  void underLoadNotOneRequestFailsWhileRoutesFlip()
      throws ExecutionException, InterruptedException {
    int connections = 8;
    Semaphore answers = new Semaphore(0);
    try (ScriptedBackend a = ScriptedBackend.answering(ok("a"));
        ScriptedBackend b = ScriptedBackend.answering(ok("b"));
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Config toA =
          new Config().backend("a", a.endpoint()).backend("b", b.endpoint()).forward("r", "/", "a");
      Config toB =
          new Config().backend("a", a.endpoint()).backend("b", b.endpoint()).forward("r", "/", "b");
      for (int i = 0; i < 50; i++) {
        toB.respond("more-" + i, "/more/" + i, 200, "");
      }
      try (GatewayFixture gateway = GatewayFixture.serving(toA)) {
        AtomicBoolean done = new AtomicBoolean();
        List<Future<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
          counts.add(
              clients.submit(
                  () -> {
                    int count = 0;
                    try (Wire client = gateway.client()) {
                      while (!done.get()) {
                        Wire.Message answer = client.send(request("GET", "/x")).response();
                        assertThat(answer.status()).isEqualTo(200);
                        assertThat(answer.first("Connection")).isNull();
                        count++;
                        answers.release();
                      }
                    }
                    return count;
                  }));
        }
        boolean served = true;
        for (int i = 0; i < 60 && served; i++) {
          gateway.apply(i % 2 == 0 ? toB : toA);
          answers.drainPermits();
          // So many that not all of them can have been under way already.
          served = answers.tryAcquire(2 * connections, 30, TimeUnit.SECONDS);
        }
        done.set(true);
        for (Future<Integer> count : counts) {
          assertThat(count.get()).isPositive();
        }
        assertThat(served).isTrue();
        assertThat(a.requests()).isNotEmpty();
        assertThat(b.requests()).isNotEmpty();
        // Pools belong to the backend: no swap has closed a connection.
        assertThat(a.accepted() + b.accepted()).isLessThanOrEqualTo(16);
      }
    }
  }

  @Test
  void aRequestEndsUnderTheRuntimeThatItBeganUnder() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ScriptedBackend slow =
            ScriptedBackend.start(
                wire -> {
                  wire.request();
                  arrived.countDown();
                  if (release.await(20, TimeUnit.SECONDS)) {
                    wire.send(ok("slow"));
                  }
                });
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config().backend("slow", slow.endpoint()).forward("r", "/", "slow"));
        Wire client = gateway.client()) {
      client.send(request("GET", "/"));
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
      gateway.apply(new Config().respond("other", "/other", 200, "new"));
      assertThat(gateway.get("/").status()).isEqualTo(404);
      release.countDown();
      assertThat(client.response().text()).isEqualTo("slow");
    }
  }

  @Test
  void whatDidNotChangeIsNotBuiltAgain() {
    Config one = new Config().respond("kept", "/kept", 200, "").respond("old", "/x", 200, "1");
    Config two = new Config().respond("kept", "/kept", 200, "").respond("old", "/x", 200, "2");
    try (GatewayFixture gateway = GatewayFixture.serving(one)) {
      var before = gateway.dataplane().rules();
      gateway.apply(two);
      var after = gateway.dataplane().rules();
      assertThat(after.get(0)).isSameAs(before.get(0));
      assertThat(after.get(1)).isNotSameAs(before.get(1));
    }
  }

  @Test
  void endpointsChangeWithoutASnapshot() {
    try (ScriptedBackend a = ScriptedBackend.answering(ok("a"));
        ScriptedBackend b = ScriptedBackend.answering(ok("b"));
        GatewayFixture gateway =
            GatewayFixture.serving(
                new Config().backend("x", a.endpoint()).forward("r", "/", "x"))) {
      assertThat(gateway.get("/").text()).isEqualTo("a");
      gateway
          .dataplane()
          .endpoints(
              List.of(
                  EndpointSet.of(Config.key("x"), List.of(b.endpoint())),
                  EndpointSet.of(Config.key("unknown"), List.of(new Endpoint("10.0.0.1", 1)))));
      assertThat(gateway.get("/").text()).isEqualTo("b");
      gateway.dataplane().endpoints(List.of(EndpointSet.of(Config.key("x"), List.of())));
      Wire.Message none = gateway.get("/");
      assertThat(none.status()).isEqualTo(503);
      assertThat(none.text()).contains("NO_ENDPOINT");
    }
  }

  @Test
  void aSnapshotThatRefersToNothingIsRefusedBySectionAndTheOldOneServes() {
    try (GatewayFixture gateway =
        GatewayFixture.serving(new Config().respond("r", "/", 200, "old"))) {
      Config bad = new Config().forward("bad", "/", "missing").respond("good", "/g", 200, "");
      ApplyResult result = gateway.dataplane().apply(bad.snapshot(), List.of());
      assertThat(result)
          .isInstanceOfSatisfying(
              ApplyResult.Refused.class,
              refused -> {
                assertThat(refused.refusals()).hasSize(1);
                assertThat(refused.refusals().getFirst().section())
                    .isEqualTo(new SectionKey(SectionKind.ROUTE, Config.key("bad")));
                assertThat(refused.reason()).contains("test/missing");
              });
      assertThat(gateway.get("/").text()).isEqualTo("old");
    }
  }

  @Test
  void aNetworkThatCannotBeReadIsRefused() {
    try (GatewayFixture gateway = GatewayFixture.start()) {
      Config bad =
          new Config()
              .clientAddress(
                  new ClientAddress.TrustedNetworks(List.of("10.0.0.0/99"), "x-forwarded-for"));
      assertThat(gateway.dataplane().apply(bad.snapshot(), List.of()))
          .isInstanceOfSatisfying(
              ApplyResult.Refused.class,
              refused -> assertThat(refused.reason()).contains("10.0.0.0/99"));
      assertThat(gateway.admin("/readyz").status()).isEqualTo(503);
    }
  }

  @Test
  void aPortInUseIsRefusedAndTheOldSnapshotGoesOn() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayFixture gateway =
            GatewayFixture.serving(new Config().respond("r", "/", 200, "old"))) {
      Config next =
          new Config()
              .listeners(listener("http", 0), listener("second", taken.getLocalPort()))
              .respond("r", "/", 200, "new");
      assertThat(gateway.dataplane().apply(next.snapshot(), List.of()))
          .isInstanceOfSatisfying(
              ApplyResult.Refused.class,
              refused ->
                  assertThat(refused.reason())
                      .contains(Integer.toString(taken.getLocalPort()))
                      .contains("use"));
      assertThat(gateway.get("/").text()).isEqualTo("old");
    }
  }

  @Test
  void listenersComeAndGoAndTheOthersAreUntouched() throws IOException {
    Config one = new Config().respond("r", "/", 200, "x");
    Config two =
        new Config()
            .listeners(listener("http", 0), listener("second", 0))
            .respond("r", "/", 200, "x");
    try (GatewayFixture gateway = GatewayFixture.serving(one);
        Wire kept = gateway.client()) {
      kept.send(request("GET", "/")).response();
      int port = gateway.port();
      gateway.apply(two);
      assertThat(gateway.port()).isEqualTo(port);
      int second = Objects.requireNonNull(gateway.dataplane().ports().get("second"));
      Wire other = Wire.connect(second);
      assertThat(other.send(request("GET", "/")).response().status()).isEqualTo(200);
      gateway.apply(one);
      other.awaitEnd();
      other.close();
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(
              () -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), second)) {
                  return false;
                } catch (ConnectException e) {
                  return true;
                }
              });
      // The connection from before is still the same one.
      assertThat(kept.send(request("GET", "/")).response().status()).isEqualTo(200);
      assertThat(gateway.port()).isEqualTo(port);
    }
  }
}
