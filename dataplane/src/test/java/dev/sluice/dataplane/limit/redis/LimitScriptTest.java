package dev.sluice.dataplane.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.redis.RedisScript;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.dataplane.redis.TestRedis;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.SharedStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the script does, at times that the test chooses: the only thing that is changed in it. */
final class LimitScriptTest {
  private static final double SECOND = 1e6;
  private static final double START = 1.7e15;

  private static final RedisScript AT_ANY_TIME =
      new RedisScript(
          text()
              .replace(
                  "local time = redis.call('TIME')",
                  "local time = {0, unpack('<d', ARGV[1], #ARGV[1] - 7)}"));

  private static TestRedis server;
  private static SharedRedis redis;

  private final Random random = new Random(42);

  private static String text() {
    try (InputStream in = LimitScript.class.getResourceAsStream("limit.lua")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void start() {
    server = TestRedis.start();
    redis = new SharedRedis(() -> DialPolicy.LOCAL);
    redis.prepare(
        new SharedStore.Redis(
            List.of("127.0.0.1:" + server.port()),
            SharedStore.Mode.STANDALONE,
            false,
            0,
            "",
            SharedStore.Login.NONE,
            List.of()),
        Secrets.of(List.of()));
    redis.apply();
    Awaitility.await()
        .atMost(CountersFixture.PATIENCE)
        .until(() -> redis.view().state() == dev.sluice.dataplane.redis.RedisView.State.CONNECTED);
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  private static List<Told> ask(double micros, Ask... asks) {
    Question question = new Question(List.of(asks), 0, new CompletableFuture<>());
    List<Question> questions = List.of(question);
    byte[] argument = LimitScript.argument(questions, asks.length);
    byte[] timed =
        ByteBuffer.allocate(argument.length + Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(argument)
            .putDouble(micros)
            .array();
    byte[] answer =
        redis
            .packed(AT_ANY_TIME, LimitScript.keys(questions, asks.length), timed)
            .toCompletableFuture()
            .orTimeout(60, TimeUnit.SECONDS)
            .join();
    assertThat(LimitScript.read(answer, questions, asks.length)).isZero();
    return question.answer().join();
  }

  private static Told take(double micros, Demand demand) {
    return ask(micros, Ask.take(demand)).getFirst();
  }

  private static Demand any(String algorithm, long requests, long seconds, long burst) {
    RateLimit.Algorithm of = RateLimit.Algorithm.valueOf(algorithm);
    return new Demand(
        CountersFixture.key(),
        of,
        new Amount(
            requests,
            TimeUnit.SECONDS.toNanos(seconds),
            of == RateLimit.Algorithm.SLIDING_WINDOW ? requests + burst : burst),
        1,
        1,
        true,
        false);
  }

  private record Taken(double at, long cost) {}

  @ParameterizedTest
  @CsvSource({
    "10, 1, 0",
    "100, 60, 20",
    "500, 1, 0",
    "2000, 3600, 100",
    "1000, 2678400, 0",
    "3, 86400, 1"
  })
  void noWindowWhereverItBeginsHasMoreThanTheLimitAndItsBurst(
      long requests, long seconds, long burst) {
    Demand demand = any("SLIDING_WINDOW", requests, seconds, burst);
    double length = seconds * SECOND;
    double now = START;
    Deque<Taken> window = new ArrayDeque<>();
    long inWindow = 0;
    for (int i = 0; i < 3_000; i++) {
      // Bursts, then pauses of up to a third of a window.
      now += random.nextInt(20) == 0 ? random.nextDouble() * length / 3 : random.nextInt(50);
      now = Math.floor(now);
      long cost = 1 + random.nextInt((int) Math.max(1, demand.amount().most() / 20));
      Told told = take(now, CountersFixture.costing(demand, cost));
      while (!window.isEmpty() && window.peekFirst().at() + length <= now) {
        inWindow -= window.removeFirst().cost();
      }
      if (told.enough()) {
        window.addLast(new Taken(now, cost));
        inWindow += cost;
      }
      assertThat(inWindow).isLessThanOrEqualTo(demand.amount().most());
      assertThat(told.left()).isLessThanOrEqualTo(demand.amount().most() - inWindow);
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "100, 60", "500, 1", "3000, 3600", "1000, 2678400"})
  void underSteadyDemandAtLeast99PercentOfTheLimitPass(long requests, long seconds) {
    Demand demand = any("SLIDING_WINDOW", requests, seconds, 0);
    double length = seconds * SECOND;
    long passed = 0;
    int windows = Math.toIntExact(Math.max(2, 6_000 / requests / 2));
    windows = Math.min(windows, 20);
    for (double now = START; now < START + windows * length; now += length / requests / 1.5) {
      passed += take(Math.floor(now), demand).taken();
    }
    assertThat((double) passed / windows)
        .isBetween(requests * 0.99, requests * 1.0 * (windows + 1) / windows);
  }

  @ParameterizedTest
  @CsvSource({"5, 1", "1000, 60", "1000000000, 2678400"})
  void whatCameAtOnceIsLeftAgainAfterExactlyTheWindow(long requests, long seconds) {
    Demand all = CountersFixture.costing(any("SLIDING_WINDOW", requests, seconds, 0), requests);
    assertThat(take(START, all).enough()).isTrue();
    Told refused = take(START + 100, CountersFixture.costing(all, 1));
    assertThat(refused.enough()).isFalse();
    assertThat(refused.left()).isZero();
    assertThat(refused.until()).isEqualTo(seconds * SECOND - 100);
    assertThat(refused.full()).isEqualTo(seconds * SECOND - 100);
    assertThat(take(START + seconds * SECOND - 1, all).enough()).isFalse();
    assertThat(take(START + seconds * SECOND, all).enough()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SLIDING_WINDOW, 700, 60, 0",
    "TOKEN_BUCKET, 700, 60, 30",
    "TOKEN_BUCKET, 1000000000, 1, 1000",
    "TOKEN_BUCKET, 1, 2678400, 3"
  })
  void thereIsEnoughWhenItSaidThatThereWouldBe(
      String algorithm, long requests, long seconds, long burst) {
    Demand demand = any(algorithm, requests, seconds, burst);
    double now = START;
    for (int i = 0; i < 500; i++) {
      long cost = 1 + random.nextInt((int) Math.min(demand.amount().most(), 3));
      Told told = take(now, CountersFixture.costing(demand, cost));
      if (!told.enough()) {
        assertThat(told.until()).isBetween(1.0, seconds * SECOND * cost);
        now += told.until();
        assertThat(take(now, CountersFixture.costing(demand, cost)).enough()).isTrue();
      }
      now = Math.floor(now + random.nextInt(200));
    }
    Told last = take(now, CountersFixture.costing(demand, 0));
    Told full = take(now + last.full(), CountersFixture.costing(demand, 0));
    assertThat(full.left()).isEqualTo(demand.amount().most());
    assertThat(full.full()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 5", "1000, 1, 2000", "1000000000, 1, 1000000000", "0, 60, 5"})
  void ofABucketNeverMoreIsTakenThanItsCapacityAndWhatFlowedIn(
      long requests, long seconds, long capacity) {
    Demand demand = any("TOKEN_BUCKET", requests, seconds, capacity);
    double now = START;
    long taken = 0;
    for (int i = 0; i < 3_000; i++) {
      now =
          Math.floor(now + random.nextDouble() * 2 * SECOND * seconds / Math.max(1, requests) * 3);
      long cost = 1 + random.nextInt((int) capacity);
      taken += take(now, CountersFixture.costing(demand, cost)).taken();
      assertThat((double) taken)
          .isLessThanOrEqualTo(capacity + (now - START) / SECOND / seconds * requests + 0.01);
    }
    if (requests == 0) {
      assertThat(taken).isZero();
    }
  }

  @Test
  void aWindowTakesLittleMemoryHoweverMuchIsTaken() {
    for (Demand demand :
        List.of(
            any("SLIDING_WINDOW", 10, 60, 0),
            any("SLIDING_WINDOW", 100_000_000, 60, 0),
            any("SLIDING_WINDOW", 300, 60, 0))) {
      for (int i = 0; i < 2_000; i++) {
        ask(START + i * 60_000.0, Ask.take(demand), Ask.charge(any("TOKEN_BUCKET", 1, 1, 1), 5));
      }
      String name = new String(Ask.name(demand.key()), StandardCharsets.US_ASCII);
      String length = server.command("STRLEN", name).substring(1).strip();
      assertThat(Integer.parseInt(length))
          .isLessThanOrEqualTo(25 + 11 * (int) Math.min(130, demand.amount().most()));
      assertThat(server.command("PTTL", name)).doesNotContain("-");
    }
    // Beyond the limit, too.
    Demand charged = any("SLIDING_WINDOW", 10, 60, 0);
    for (int i = 0; i < 2_000; i++) {
      ask(START + i * 1_000.0, Ask.charge(charged, 1_000_000_000));
    }
    String name = new String(Ask.name(charged.key()), StandardCharsets.US_ASCII);
    assertThat(Integer.parseInt(server.command("STRLEN", name).substring(1).strip()))
        .isLessThanOrEqualTo(25 + 11 * 257);
    assertThat(take(START + 2_000_000, charged).enough()).isFalse();
    assertThat(take(START + 62_000_000, charged).enough()).isTrue();
  }

  @Test
  void allThatBindAreTakenOrNone() {
    Demand wide = any("SLIDING_WINDOW", 100, 60, 0);
    Demand narrow = any("TOKEN_BUCKET", 1, 60, 1);
    Demand tried = CountersFixture.triedOut(any("SLIDING_WINDOW", 1, 60, 0));
    assertThat(ask(START, Ask.take(wide), Ask.take(narrow), Ask.take(tried)))
        .extracting(Told::taken)
        .containsExactly(1L, 1L, 1L);
    List<Told> second = ask(START, Ask.take(wide), Ask.take(narrow), Ask.take(tried));
    assertThat(second).extracting(Told::taken).containsExactly(0L, 0L, 0L);
    assertThat(second).extracting(Told::enough).containsExactly(true, false, false);
    assertThat(second).extracting(Told::left).containsExactly(99L, 0L, 0L);
    Demand other = CountersFixture.triedOut(any("SLIDING_WINDOW", 5, 60, 0));
    assertThat(ask(START, Ask.take(narrow), Ask.take(other)))
        .extracting(Told::taken)
        .containsExactly(0L, 1L);
  }

  @Test
  void whoseAnswerTellsTheCostTakesNothingOfOthersIfThereIsNothingLeft() {
    for (String algorithm : List.of("SLIDING_WINDOW", "TOKEN_BUCKET")) {
      Demand told = CountersFixture.needing(any(algorithm, 5, 60, 5), 1);
      Demand other = any("SLIDING_WINDOW", 5, 60, 0);
      assertThat(ask(START, Ask.take(told), Ask.take(other)))
          .extracting(Told::taken)
          .containsExactly(0L, 1L);
      ask(START, Ask.charge(told, 20));
      List<Told> refused = ask(START, Ask.take(told), Ask.take(other));
      assertThat(refused).extracting(Told::enough).containsExactly(false, true);
      assertThat(refused).extracting(Told::taken).containsExactly(0L, 0L);
      assertThat(refused.getFirst().until()).isPositive();
      assertThat(refused.getLast().left()).isEqualTo(4);
    }
  }

  @Test
  void moreThanEverFitsNeverWill() {
    Demand demand = any("SLIDING_WINDOW", 5, 60, 0);
    assertThat(take(START, CountersFixture.costing(demand, 6)).until()).isNegative();
    assertThat(take(START, CountersFixture.costing(any("TOKEN_BUCKET", 0, 60, 5), 1)).until())
        .isNegative();
    assertThat(take(START, any("SLIDING_WINDOW", 0, 60, 0)).tally().nanosUntilEnough())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"SLIDING_WINDOW, 10, 0", "TOKEN_BUCKET, 10, 10"})
  void aClockThatIsSetBackLocksNobodyOut(String algorithm, long requests, long burst) {
    Demand all = CountersFixture.costing(any(algorithm, requests, 60, burst), requests);
    assertThat(take(START, all).enough()).isTrue();
    double back = START - 3_600 * SECOND;
    Told refused = take(back, CountersFixture.costing(all, 1));
    assertThat(refused.enough()).isFalse();
    assertThat(refused.until()).isLessThanOrEqualTo(60 * SECOND);
    assertThat(take(back + 60 * SECOND, all).enough()).isTrue();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgainAndNoSooner() {
    Demand demand = any("SLIDING_WINDOW", 1_000, 1, 0);
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      times.add(START + i * 50_000.0);
      take(times.get(i), CountersFixture.costing(demand, 100));
    }
    assertThat(take(START + 500_000, demand).enough()).isFalse();
    ask(START + 500_000, Ask.take(demand).back(60, times.get(4)));
    ask(START + 500_000, Ask.take(demand).back(50, times.get(9)));
    assertThat(take(START + 500_000, CountersFixture.costing(demand, 0)).left()).isEqualTo(110);
    // The first hundred leave; of the fifth only forty are left to leave.
    assertThat(take(START + 1_000_000, CountersFixture.costing(demand, 0)).left()).isEqualTo(210);
    assertThat(take(START + 1_200_000, CountersFixture.costing(demand, 0)).left())
        .isEqualTo(110 + 400 + 40);
    assertThat(take(START + 1_450_000, CountersFixture.costing(demand, 0)).left()).isEqualTo(1_000);
    ask(START + 1_460_000, Ask.take(demand).back(10, times.get(2)));
    assertThat(take(START + 1_460_000, CountersFixture.costing(demand, 0)).left()).isEqualTo(1_000);
  }

  @Test
  void aheadOnlyAPartOfWhatIsLeftIsTaken() {
    Demand demand = any("SLIDING_WINDOW", 1_000, 1, 0);
    assertThat(ask(START, Ask.lease(demand, 100, 4)).getFirst().taken()).isEqualTo(100);
    take(START, CountersFixture.costing(demand, 800));
    assertThat(ask(START, Ask.lease(demand, 100, 4)).getFirst().taken()).isEqualTo(25);
    take(START, CountersFixture.costing(demand, 73));
    Told none = ask(START, Ask.lease(demand, 100, 4)).getFirst();
    assertThat(none.taken()).isZero();
    assertThat(none.left()).isEqualTo(2);
  }
}
