package dev.sluice.dataplane.limit;

import static dev.sluice.dataplane.LimitConfig.atATime;
import static dev.sluice.dataplane.LimitConfig.in;
import static dev.sluice.dataplane.LimitConfig.limit;
import static dev.sluice.dataplane.LimitConfig.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.LimitConfig;
import dev.sluice.dataplane.chain.ServerChain;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.limit.state.LimitOutcome;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import dev.sluice.dataplane.upstream.Wire;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of which the counters are elsewhere: one question for all, and what happens without. */
final class SharedLimitTest {
  private static final RouteRule RULE =
      new RouteRule(
          "all",
          List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
          List.of(),
          new RouteAction.Respond(200, "", ""),
          RoutePolicies.DEFAULT);
  private static final RouteSection ROUTE =
      new RouteSection(
          new ObjectKey("test", "r"), 1, 0, List.of(new HostPattern.Any()), List.of(RULE));

  private final LimitStates states = new LimitStates();
  private final AtomicInteger passed = new AtomicInteger();
  private final List<Undertow> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(Undertow::stop);
  }

  private Wire client(CounterStores stores, RateLimitSection... sections) {
    LimitPolicies policies =
        new LimitPolicies(states, stores)
            .with(List.of(sections), IdentityRules.NONE, new ArrayList<>());
    RuleLimits limits = policies.of(policies.touching(ROUTE), ROUTE, RULE);
    HttpHandler limited =
        limits.byAddress(
            limits.byIdentity(
                exchange -> {
                  passed.incrementAndGet();
                  assertThat(exchange.isInIoThread()).isTrue();
                  exchange.getResponseHeaders().put(new HttpString("X-Cost"), "7");
                  exchange.endExchange();
                }));
    HttpHandler all =
        ServerChain.build(
            List.of(),
            new TrustPolicy.Nobody(),
            IdentityNames.NONE,
            BodyPace.DEFAULT,
            List.of(),
            limited);
    Undertow server = Undertow.builder().addHttpListener(0, "127.0.0.1", all).build();
    server.start();
    servers.add(server);
    return Wire.connect(
        ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort());
  }

  private static CounterStores redis(ScriptedCounters counters) {
    return new CounterStores(counters, CounterStores.NONE.cluster());
  }

  private static RateLimit shared(RateLimit limit, OnFailure onFailure) {
    return in(new CounterStore.Shared(false, onFailure), limit);
  }

  private static LimitConfig policy(RateLimit... limits) {
    return LimitConfig.of("p", route("r")).with(limits);
  }

  private static Wire.Message get(Wire wire) {
    return wire.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n").response();
  }

  private static CompletionStage<List<Tally>> broken(List<Demand> demands) {
    return CompletableFuture.failedFuture(new CountersUnavailable("it is away"));
  }

  private long counted(String limit, LimitOutcome outcome) {
    return states.all().stream()
        .filter(state -> state.id().limit().equals(limit))
        .mapToLong(state -> state.figures().counted(outcome))
        .sum();
  }

  @Test
  void allOfAStepAreOneQuestionAndTheStoresWordIsTold() {
    ScriptedCounters counters = ScriptedCounters.leaving(5);
    try (Wire wire =
        client(
            redis(counters),
            policy(shared(limit("a", 9), OnFailure.CLOSED), shared(limit("b", 6), OnFailure.OPEN))
                .section(),
            LimitConfig.of("q", route("r"))
                .with(shared(limit("c", 8), OnFailure.OPEN))
                .shadow()
                .section())) {
      Wire.Message answer = get(wire);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head())
          .contains("RateLimit: \"a\";r=4;t=3, \"b\";r=4;t=3\r\n", "X-RateLimit-Remaining: 4\r\n");
      assertThat(counters.asked()).hasSize(1);
      assertThat(counters.asked().getFirst())
          .extracting(Demand::binding, demand -> demand.amount().requests(), Demand::lease)
          .containsExactly(tuple(true, 9L, false), tuple(true, 6L, false), tuple(false, 8L, false));
      get(wire);
      assertThat(counters.asked().get(1)).isEqualTo(counters.asked().get(0));
    }
  }

  @Test
  void aRefusalOfTheStoreIsARefusalAndWhatWasTakenHereIsGivenBack() {
    try (Wire wire =
        client(
            redis(ScriptedCounters.leaving(0)),
            policy(
                    limit("own", 5),
                    atATime("places", 1),
                    shared(limit("shared", 9), OnFailure.OPEN))
                .section())) {
      for (int i = 0; i < 3; i++) {
        Wire.Message answer = get(wire);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.head())
            .contains("Retry-After: 2\r\n", "\"own\";r=5", "\"shared\";r=0;t=2");
        assertThat(answer.text()).contains("test/p/shared");
      }
      assertThat(passed).hasValue(0);
    }
  }

  @Test
  void whatTheStoreGaveBeforeAuthenticationItGetsBackWhenALimitRefusesAfterIt() {
    ScriptedCounters counters = ScriptedCounters.leaving(9);
    try (Wire wire =
        client(
            redis(counters),
            policy(
                    shared(limit("first", 9), OnFailure.OPEN),
                    limit("user", 1, new LimitKeyPart.User()))
                .section(),
            LimitConfig.of("q", route("r"))
                .with(shared(limit("tried", 9), OnFailure.OPEN))
                .shadow()
                .section())) {
      assertThat(get(wire).status()).isEqualTo(200);
      assertThat(counters.returned()).isEmpty();
      Wire.Message refused = get(wire);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.head()).contains("\"first\";r=9", "\"user\";r=0");
      // And nothing of what is only tried out.
      assertThat(counters.returned())
          .containsExactly(
              new ScriptedCounters.Charge(counters.asked().getFirst().getFirst().key(), 1));
    }
  }

  @Test
  void aStoreThatIsSilentAfterAuthenticationRefusesAndTheFirstLimitsGetTheirsBack() {
    AtomicInteger times = new AtomicInteger();
    ScriptedCounters counters =
        new ScriptedCounters(
            1,
            demands ->
                times.getAndIncrement() % 2 == 0
                    ? CompletableFuture.completedFuture(ScriptedCounters.tallies(demands, 9))
                    : broken(demands));
    try (Wire wire =
        client(
            redis(counters),
            policy(
                    shared(limit("first", 9), OnFailure.OPEN),
                    shared(limit("user", 9, new LimitKeyPart.User()), OnFailure.CLOSED))
                .section())) {
      assertThat(get(wire).status()).isEqualTo(503);
      assertThat(counters.returned()).hasSize(1);
    }
  }

  @Test
  void whoIsRefusedHereIsNotAskedAboutElsewhere() {
    ScriptedCounters counters = ScriptedCounters.leaving(9);
    try (Wire wire =
        client(
            redis(counters),
            policy(limit("own", 1), shared(limit("shared", 9), OnFailure.OPEN)).section())) {
      assertThat(get(wire).status()).isEqualTo(200);
      Wire.Message refused = get(wire);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.head()).contains("\"own\";r=0").doesNotContain("shared");
      assertThat(counters.asked()).hasSize(1);
    }
  }

  @Test
  void whatIsOnlyTriedOutSeesRequestsThatAreRefusedHere() {
    ScriptedCounters counters = ScriptedCounters.leaving(0);
    try (Wire wire =
        client(
            redis(counters),
            policy(limit("own", 1)).section(),
            LimitConfig.of("q", route("r"))
                .with(shared(limit("tried", 9), OnFailure.OPEN))
                .shadow()
                .section())) {
      assertThat(get(wire).status()).isEqualTo(200);
      Wire.Message refused = get(wire);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.head()).contains("\"own\";r=0");
      assertThat(refused.all("X-RateLimit-Shadow")).containsExactly("test/q/tried");
      assertThat(counted("tried", LimitOutcome.WOULD_REFUSE)).isEqualTo(2);
      assertThat(counters.asked().get(1)).extracting(Demand::binding).containsExactly(false);
    }
  }

  @Test
  void withoutAStoreEachLimitDoesAsItSays() {
    ScriptedCounters counters = new ScriptedCounters(3, SharedLimitTest::broken);
    try (Wire wire =
        client(redis(counters), policy(shared(limit("open", 1), OnFailure.OPEN)).section())) {
      for (int i = 0; i < 3; i++) {
        assertThat(get(wire).status()).isEqualTo(200);
      }
      assertThat(counted("open", LimitOutcome.FAILED_OPEN)).isEqualTo(3);
    }
    try (Wire wire =
        client(redis(counters), policy(shared(limit("closed", 9), OnFailure.CLOSED)).section())) {
      Wire.Message answer = get(wire);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).contains("LIMIT_STORE_UNAVAILABLE").doesNotContain("away");
      assertThat(counted("closed", LimitOutcome.FAILED_CLOSED)).isEqualTo(1);
    }
    try (Wire wire =
        client(
            redis(counters),
            policy(shared(limit("here", 7), OnFailure.LOCAL_FALLBACK)).section())) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        statuses.add(get(wire).status());
      }
      // A third of seven, rounded up.
      assertThat(statuses).containsExactly(200, 200, 200, 429, 429);
    }
    try (Wire wire =
        client(
            redis(counters),
            policy(shared(limit("tried", 9), OnFailure.CLOSED)).shadow().section())) {
      assertThat(get(wire).status()).isEqualTo(200);
    }
  }

  @Test
  void whatTheAnswerCostsIsChargedWhereItIsCounted() {
    ScriptedCounters counters = ScriptedCounters.leaving(3);
    RateLimit limit =
        LimitConfig.rate("l", Algorithm.TOKEN_BUCKET, new Amount(9, 60_000, 9), 0, "x-cost");
    try (Wire wire = client(redis(counters), policy(shared(limit, OnFailure.OPEN)).section())) {
      assertThat(get(wire).status()).isEqualTo(200);
      assertThat(counters.charges())
          .containsExactly(
              new ScriptedCounters.Charge(counters.asked().getFirst().getFirst().key(), 7));
    }
  }

  @Test
  void aClientThatLeavesWhileTheStoreThinksLeavesItsPlace() {
    CompletableFuture<List<Tally>> later = new CompletableFuture<>();
    AtomicInteger times = new AtomicInteger();
    ScriptedCounters counters =
        new ScriptedCounters(
            1,
            demands ->
                times.getAndIncrement() == 0
                    ? later
                    : CompletableFuture.completedFuture(ScriptedCounters.tallies(demands, 3)));
    RateLimitSection section =
        policy(atATime("one", 1), shared(limit("shared", 9), OnFailure.OPEN)).section();
    try (Wire gone = client(redis(counters), section)) {
      gone.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
      await().until(() -> counters.asked().size() == 1);
      try (Wire other = client(redis(counters), section)) {
        assertThat(get(other).status()).isEqualTo(429);
        gone.reset();
        later.complete(ScriptedCounters.tallies(counters.asked().getFirst(), 3));
        await().untilAsserted(() -> assertThat(get(other).status()).isEqualTo(200));
      }
    }
  }
}
