package dev.sluice.dataplane.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.matching.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NameWatchTest {
  private final FakeTimer timer = new FakeTimer();
  private final List<List<IpAddress>> told = new ArrayList<>();
  private NameAnswer next = new NameAnswer.Failed("nothing yet");
  private final NameWatch watch =
      new NameWatch(
          "a.test",
          (name, whyNot) -> CompletableFuture.completedFuture(next),
          timer,
          name -> Optional.empty(),
          told::add);

  private static List<IpAddress> at(String... addresses) {
    return List.of(addresses).stream().map(text -> IpAddress.parse(text).orElseThrow()).toList();
  }

  private static NameAnswer found(Duration ttl, String... addresses) {
    return new NameAnswer.Found(at(addresses), ttl);
  }

  /** What the next look-up finds, and how long until the one after it. */
  private Duration look(NameAnswer answer) {
    next = answer;
    if (timer.task == null) {
      watch.look();
    } else {
      timer.run();
    }
    return timer.wait;
  }

  @Test
  void theNameIsLookedUpAgainWhenItsTimeIsOver() {
    assertThat(look(found(Duration.ofSeconds(30), "192.0.2.1"))).isEqualTo(Duration.ofSeconds(30));
    assertThat(look(found(Duration.ZERO, "192.0.2.1"))).isEqualTo(NameWatch.LEAST);
    assertThat(look(found(Duration.ofDays(7), "192.0.2.1"))).isEqualTo(NameWatch.MOST);
    assertThat(told).containsExactly(at("192.0.2.1"));
  }

  @Test
  void onlyChangesAreToldAndTheOrderIsNone() {
    look(found(Duration.ofSeconds(1), "192.0.2.1", "192.0.2.2"));
    look(found(Duration.ofSeconds(1), "192.0.2.2", "192.0.2.1"));
    look(found(Duration.ofSeconds(1), "192.0.2.3"));
    assertThat(told).containsExactly(at("192.0.2.1", "192.0.2.2"), at("192.0.2.3"));
  }

  @Test
  void whileTheDnsFailsTheLastAnswerServesOnForADay() {
    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      waits.add(look(new NameAnswer.Failed("SERVFAIL")));
    }
    assertThat(waits)
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(16),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30));
    assertThat(watch.figures().stale()).isTrue();
    assertThat(told).hasSize(1);

    timer.nanos += NameWatch.KEPT.toNanos();
    look(new NameAnswer.Failed("SERVFAIL"));
    assertThat(told).containsExactly(at("192.0.2.1"), List.of());

    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    assertThat(told).hasSize(3);
    assertThat(watch.figures().stale()).isFalse();
  }

  @Test
  void thatANameIsGoneIsBelievedWhenItIsSaidTwice() {
    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    assertThat(look(new NameAnswer.None("no such name", Duration.ofSeconds(20))))
        .isEqualTo(NameWatch.LEAST);
    assertThat(told).hasSize(1);
    assertThat(look(new NameAnswer.None("no such name", Duration.ofSeconds(20))))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(told).containsExactly(at("192.0.2.1"), List.of());

    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    look(new NameAnswer.None("no such name", Duration.ofSeconds(20)));
    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    look(new NameAnswer.None("no such name", Duration.ofSeconds(20)));
    assertThat(told).hasSize(3);
  }

  @Test
  void aNameThatLeadsToAForbiddenOneEndsAtOnce() {
    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    look(new NameAnswer.Forbidden("leads to x, which is bad"));
    assertThat(told).containsExactly(at("192.0.2.1"), List.of());
    assertThat(watch.figures().forbidden()).isEqualTo(1);
  }

  @Test
  void theFirstAnswerIsToldAlsoIfThereIsNone() {
    assertThat(watch.first()).isNotDone();
    look(new NameAnswer.Failed("no answer"));
    assertThat(watch.first()).isDone();
    assertThat(told).containsExactly(List.of());
    look(new NameAnswer.Failed("no answer"));
    assertThat(told).hasSize(1);
  }

  @Test
  void ofTwoFamiliesIPv4IsUsedUnlessTheMachineHasOnlyIPv6() {
    look(found(Duration.ofSeconds(30), "2001:db8::1", "192.0.2.1"));
    timer.families = new AddressFamilies(false, true);
    look(found(Duration.ofSeconds(30), "2001:db8::1", "192.0.2.1"));
    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    assertThat(told).containsExactly(at("192.0.2.1"), at("2001:db8::1"), at("192.0.2.1"));
  }

  @Test
  void thereIsALimitToAddresses() {
    String[] many = new String[300];
    for (int i = 0; i < many.length; i++) {
      many[i] = "10.0." + i / 256 + "." + i % 256;
    }
    look(found(Duration.ofSeconds(30), many));
    assertThat(told.getFirst()).hasSize(NameWatch.MAX_ADDRESSES);
  }

  @Test
  void aStoppedWatchTellsNothing() {
    look(found(Duration.ofSeconds(30), "192.0.2.1"));
    watch.stop();
    look(found(Duration.ofSeconds(30), "192.0.2.2"));
    assertThat(told).hasSize(1);
  }

  private static final class FakeTimer implements NameTimer {
    private @Nullable Runnable task;
    private Duration wait = Duration.ZERO;
    private long nanos = 1;
    private AddressFamilies families = new AddressFamilies(true, true);

    void run() {
      Runnable due = task;
      if (due != null) {
        due.run();
      }
    }

    @Override
    public void execute(Runnable now) {
      now.run();
    }

    @Override
    public void after(Duration time, Runnable later) {
      wait = time;
      task = later;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long jitter(long millis) {
      return 0;
    }

    @Override
    public AddressFamilies families() {
      return families;
    }
  }
}
