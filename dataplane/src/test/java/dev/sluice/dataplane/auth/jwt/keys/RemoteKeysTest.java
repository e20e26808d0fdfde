package dev.sluice.dataplane.auth.jwt.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** When keys are fetched and how long they serve, by a clock of our own. */
final class RemoteKeysTest {
  private static final String GOOD =
      "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
          + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";
  private static final String OTHER = GOOD.replace("\"a\"", "\"b\"");

  private final Time time = new Time();
  private final KeyPlace place =
      new KeyPlace("https://idp.test", "https://idp.test/keys", List.of());
  private final RemoteKeys keys = keptBy(KeptKeys.NONE);

  private RemoteKeys keptBy(KeptKeys kept) {
    return new RemoteKeys("idp", place, Duration.ofMinutes(5), Duration.ofHours(1), time, kept);
  }

  private void start() {
    keys.start(Duration.ofMinutes(5), Duration.ofHours(1));
    time.pass(Duration.ZERO);
  }

  private VerificationKeys held() {
    return Objects.requireNonNull(keys.now());
  }

  /** Runs what is due, in order, as time goes by. */
  private static final class Time implements KeyFetches {
    private final List<Due> due = new ArrayList<>();
    private long now = 1;
    private String body = GOOD;
    private int status = 200;
    private int fetches;

    private record Due(long at, Runnable action) {}

    @Override
    public HttpAnswer fetch(KeyPlace place) throws FetchRefused {
      fetches++;
      return new HttpAnswer(status, body);
    }

    @Override
    public void after(Duration delay, Runnable action) {
      due.add(new Due(now + delay.toNanos(), action));
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public double jitter() {
      return 0.5;
    }

    void pass(Duration duration) {
      long end = now + duration.toNanos();
      while (true) {
        Due next = due.stream().min(Comparator.comparingLong(Due::at)).orElse(null);
        if (next == null || next.at() > end) {
          now = end;
          return;
        }
        due.remove(next);
        now = Math.max(now, next.at());
        next.action().run();
      }
    }
  }

  @Test
  void theyAreFetchedAheadOfTimeAndThoseThatStayAreTheSame() {
    start();
    VerificationKey first = held().candidates("EdDSA", "a").getFirst();
    time.pass(Duration.ofHours(1));
    assertThat(time.fetches).isBetween(12, 14);
    assertThat(held().candidates("EdDSA", "a").getFirst()).isSameAs(first);
    assertThat(first.retired()).isFalse();
    time.body = OTHER;
    time.pass(Duration.ofMinutes(5));
    assertThat(first.retired()).isTrue();
    assertThat(held().knows("b")).isTrue();
  }

  @Test
  void throughAnOutageTheyServeAndThenNoLonger() {
    start();
    VerificationKey first = held().candidates("EdDSA", "a").getFirst();
    time.status = 500;
    time.fetches = 0;
    time.pass(Duration.ofMinutes(64));
    assertThat(keys.now()).isNotNull();
    assertThat(keys.figures().state()).isEqualTo(KeyFigures.State.STALE);
    assertThat(time.fetches).isBetween(60, 2 * 64);
    time.pass(Duration.ofMinutes(2));
    assertThat(keys.now()).isNull();
    assertThat(first.retired()).isTrue();
    assertThat(keys.figures().lastFailure()).isEqualTo("the endpoint answers 500");
    time.status = 200;
    time.pass(Duration.ofMinutes(1));
    assertThat(keys.now()).isNotNull();
    assertThat(keys.figures().state()).isEqualTo(KeyFigures.State.FRESH);
  }

  @Test
  void unknownNamesBringAboutOneFetchInThirtySeconds() {
    start();
    time.fetches = 0;
    int looked = 0;
    for (int second = 0; second < 90; second++) {
      for (int i = 0; i < 100; i++) {
        CompletionStage<Void> looking = keys.newer();
        looked += looking == null ? 0 : 1;
        time.pass(Duration.ofMillis(10));
      }
    }
    assertThat(time.fetches).isEqualTo(3);
    assertThat(looked).isEqualTo(3);
  }

  @Test
  void whoWaitsIsToldWhetherItWentWellOrNot() {
    time.status = 503;
    AtomicBoolean told = new AtomicBoolean();
    keys.start(Duration.ofMinutes(5), Duration.ofHours(1));
    Objects.requireNonNull(keys.newer()).whenComplete((done, failure) -> told.set(true));
    assertThat(told).isFalse();
    time.pass(Duration.ZERO);
    assertThat(told).isTrue();
    assertThat(keys.now()).isNull();
    assertThat(time.fetches).isEqualTo(1);
  }

  @Test
  void whatIsClosedFetchesNoMoreAndVerifiesNothing() {
    start();
    VerificationKey first = held().candidates("EdDSA", "a").getFirst();
    keys.close();
    time.fetches = 0;
    time.pass(Duration.ofHours(2));
    assertThat(time.fetches).isZero();
    assertThat(first.retired()).isTrue();
    assertThat(keys.newer()).isNull();
  }

  /** A set of so long ago. */
  private record Before(String set, Duration age) implements KeptKeys {
    @Override
    public Optional<Kept> load(String provider, KeyPlace place) {
      return Optional.of(new Kept(set, age));
    }

    @Override
    public void save(String provider, KeyPlace place, String fetched) {}

    @Override
    public void keepOnly(Set<String> providers) {}
  }

  @Test
  void keysOfBeforeTheStartServeThroughAnOutageAsLongAsIfThereHadBeenNoStart() {
    time.status = 500;
    RemoteKeys restarted = keptBy(new Before(GOOD, Duration.ofMinutes(50)));
    assertThat(Objects.requireNonNull(restarted.now()).knows("a")).isTrue();
    restarted.start(Duration.ofMinutes(5), Duration.ofHours(1));
    time.pass(Duration.ofMinutes(14));
    assertThat(restarted.now()).isNotNull();
    assertThat(restarted.figures().state()).isEqualTo(KeyFigures.State.STALE);
    assertThat(restarted.figures().ageSeconds()).isEqualTo(64 * 60);
    time.pass(Duration.ofMinutes(2));
    assertThat(restarted.now()).isNull();
  }

  @Test
  void keysOfBeforeTheStartAreReplacedByTheFirstFetchAndKeptOnesThatStay() {
    RemoteKeys restarted = keptBy(new Before(GOOD, Duration.ofMinutes(50)));
    VerificationKey first =
        Objects.requireNonNull(restarted.now()).candidates("EdDSA", "a").getFirst();
    time.body = OTHER;
    restarted.start(Duration.ofMinutes(5), Duration.ofHours(1));
    time.pass(Duration.ZERO);
    assertThat(first.retired()).isTrue();
    assertThat(Objects.requireNonNull(restarted.now()).knows("b")).isTrue();
    assertThat(restarted.figures().state()).isEqualTo(KeyFigures.State.FRESH);
  }

  @Test
  void keysOfBeforeTheStartThatAreTooOldOrNoneDoNotServe() {
    assertThat(keptBy(new Before(GOOD, Duration.ofMinutes(65))).now()).isNull();
    assertThat(keptBy(new Before("{\"keys\":[]}", Duration.ZERO)).now()).isNull();
    String secret = "{\"keys\":[{\"kty\":\"oct\",\"k\":\"" + "A".repeat(43) + "\"}]}";
    assertThat(keptBy(new Before(secret, Duration.ZERO)).now()).isNull();
  }
}
