package dev.sluice.dataplane.hardening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.Config;
import dev.sluice.dataplane.GatewayFixture;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends that fail in every way, with every answer looked at under load. */
final class BackendFaultsTest {
  private static final int SOME = 150;
  private static final RetryPolicy RESETS =
      new RetryPolicy(
          2,
          List.of(RetryCondition.CONNECT_FAILURE, RetryCondition.RESET),
          List.of(),
          List.of("GET"),
          5,
          5,
          0,
          0);

  private final Map<String, AtomicInteger> seen = EchoBackend.counters();
  private final GatewayFixture gateway = GatewayFixture.start();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void serve(EchoBackend... replicas) {
    gateway.apply(
        new Config()
            .backend(
                "b", Arrays.stream(replicas).map(EchoBackend::endpoint).toArray(Endpoint[]::new))
            .forward("all", "/", "b"));
  }

  private void endpoints(List<EchoBackend> replicas) {
    gateway
        .dataplane()
        .endpoints(
            List.of(
                EndpointSet.of(
                    Config.key("b"), replicas.stream().map(EchoBackend::endpoint).toList())));
  }

  private void noPostArrivedTwice() {
    assertThat(seen.entrySet())
        .filteredOn(each -> each.getKey().startsWith("/post/"))
        .allSatisfy(each -> assertThat(each.getValue()).as(each.getKey()).hasValue(1));
  }

  /** Everything that was taken is given back. */
  private void nothingIsLeft() {
    await()
        .untilAsserted(
            () -> {
              String backends = gateway.admin("/api/v1/backends").text();
              assertThat(backends)
                  .doesNotContainPattern("\"(activeRequests|pendingRequests)\":[1-9]")
                  .doesNotContainPattern("\"activeConnections\":[1-9]");
            });
  }

  @ParameterizedTest
  @EnumSource(EchoBackend.Mode.class)
  void aFaultIsNeverTakenForAnAnswerAndEndsWithItsCause(EchoBackend.Mode fault) {
    try (EchoBackend sound = new EchoBackend(seen);
        EchoBackend faulty = new EchoBackend(seen)) {
      serve(sound, faulty);
      try (Load load = new Load(gateway.port())) {
        load.await(SOME);
        faulty.mode(fault);
        load.await(SOME);
        faulty.mode(EchoBackend.Mode.SOUND);
        // Those that were under way still end as they end.
        load.await(20);
        int before = load.heard().size();
        load.await(SOME);
        assertThat(load.heard().stream().skip(before))
            .as("once it is sound again")
            .allMatch(heard -> heard.status() == 200);
        load.close();
        assertThat(load.heard())
            .allSatisfy(
                heard -> {
                  assertThat(heard.status()).as(heard.target()).isIn(0, 200, 502);
                  assertThat(heard.own()).as(heard.target()).isEqualTo(heard.status() == 200);
                });
      }
      noPostArrivedTwice();
      nothingIsLeft();
    }
  }

  @Test
  void aConnectionThatTheBackendClosesBehindItsAnswerNeverSurfaces() {
    try (EchoBackend hasty = new EchoBackend(seen).mode(EchoBackend.Mode.CLOSE_BEHIND)) {
      serve(hasty);
      // Once it is known; the very first POST into such a close cannot be told from a lost one.
      assertThat(gateway.get("/get/first").status()).isEqualTo(200);
      await()
          .until(() -> gateway.admin("/api/v1/backends").text().contains("\"idleConnections\":0"));
      try (Load load = new Load(gateway.port())) {
        load.await(1_500);
        load.close();
        assertThat(load.heard()).filteredOn(heard -> heard.status() != 200).isEmpty();
      }
      noPostArrivedTwice();
    }
  }

  @Test
  void allDownIsABadGatewayAtOnceAndAllBackIsServedAtOnce() {
    EchoBackend first = new EchoBackend(seen);
    EchoBackend second = new EchoBackend(seen);
    serve(first, second);
    try (Load load = new Load(gateway.port())) {
      load.await(SOME);
      first.close();
      second.close();
      load.await(SOME);
      // A client that was slow to hear may still tell of an answer from before.
      await().untilAsserted(() -> assertThat(load.heard().getLast().status()).isEqualTo(502));
      try (EchoBackend firstBack = new EchoBackend(seen, first.endpoint().port());
          EchoBackend secondBack = new EchoBackend(seen, second.endpoint().port())) {
        load.await(20);
        int before = load.heard().size();
        load.await(SOME);
        assertThat(load.heard().stream().skip(before))
            .allMatch(heard -> heard.status() == 200 && heard.own());
        load.close();
      }
    }
    noPostArrivedTwice();
    nothingIsLeft();
  }

  /** As pods end that wait a moment in their preStop hook: all defaults, and nothing fails. */
  @Test
  void whileThreeReplicasRollTwentyTimesNothingFails() throws Exception {
    List<EchoBackend> replicas = threeReplicas();
    serve(replicas.toArray(EchoBackend[]::new));
    try (Load load = new Load(gateway.port())) {
      roll(
          load,
          replicas,
          old -> {
            endpoints(replicas);
            old.awaitIdle();
            old.leave();
          });
      assertThat(load.heard()).filteredOn(heard -> heard.status() != 200).isEmpty();
    } finally {
      replicas.forEach(EchoBackend::close);
    }
    noPostArrivedTwice();
    nothingIsLeft();
  }

  /**
   * Pods that end faster than the news of it: they cut off whoever has just connected. A route that
   * lists {@code Reset} has no failed GET for that, and no route has a POST sent twice.
   */
  @Test
  void whilePodsEndFasterThanTheNewsNoGetFailsAndNoPostArrivesTwice() throws Exception {
    List<EchoBackend> replicas = threeReplicas();
    RouteRule rule = Config.rule("/", Config.to("b"));
    gateway.apply(
        new Config()
            .backend("b", replicas.stream().map(EchoBackend::endpoint).toArray(Endpoint[]::new))
            .route(
                "all",
                new RouteRule(
                    rule.name(),
                    rule.matches(),
                    rule.filters(),
                    rule.action(),
                    new RoutePolicies(
                        rule.policies().timeouts(),
                        RESETS,
                        Hedge.OF_BACKEND,
                        rule.policies().limits(),
                        AccessPolicies.OPEN,
                        List.of()))));
    try (Load load = new Load(gateway.port())) {
      roll(
          load,
          replicas,
          old -> {
            old.leave();
            endpoints(replicas);
          });
      assertThat(load.heard())
          .filteredOn(heard -> !heard.post() && heard.status() != 200)
          .isEmpty();
      assertThat(load.heard())
          .allSatisfy(heard -> assertThat(heard.own()).isEqualTo(heard.status() == 200));
    } finally {
      replicas.forEach(EchoBackend::close);
    }
    noPostArrivedTwice();
    nothingIsLeft();
  }

  private interface Leaving {
    void of(EchoBackend old) throws InterruptedException;
  }

  private List<EchoBackend> threeReplicas() {
    List<EchoBackend> replicas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      replicas.add(new EchoBackend(seen));
    }
    return replicas;
  }

  private void roll(Load load, List<EchoBackend> replicas, Leaving leaving)
      throws InterruptedException {
    for (int cycle = 0; cycle < 20; cycle++) {
      for (int i = 0; i < 3; i++) {
        EchoBackend old = replicas.set(i, new EchoBackend(seen));
        leaving.of(old);
        load.await(8);
      }
    }
    load.close();
    assertThat(load.heard()).hasSizeGreaterThan(400);
  }
}
