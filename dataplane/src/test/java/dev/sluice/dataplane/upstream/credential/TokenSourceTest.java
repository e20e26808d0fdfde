package dev.sluice.dataplane.upstream.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SecretText;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a token is fetched, in a time that is moved by hand. */
final class TokenSourceTest {
  private static final TokenGrant GRANT =
      new TokenGrant(
          "https://idp.test/token",
          new SecretText("sluice"),
          new SecretText("secret"),
          List.of(),
          List.of());

  /** Fetches at once, on the calling thread. */
  private static final class ByHand implements TokenFetches {
    private record Task(long at, Runnable action) {}

    private final List<Task> tasks = new ArrayList<>();
    private long nanos = 1;
    private int fetched;

    @Override
    public Token fetch(TokenGrant grant) {
      fetched++;
      return new Token(
          new CredentialEdit.Header(Headers.AUTHORIZATION, "Bearer t" + fetched),
          Duration.ofHours(1));
    }

    @Override
    public void after(Duration delay, Runnable action) {
      tasks.add(new Task(nanos + delay.toNanos(), action));
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double jitter() {
      return 0;
    }

    void advance(Duration by) {
      nanos += by.toNanos();
      List<Task> due = tasks.stream().filter(task -> task.at <= nanos).toList();
      tasks.removeAll(due);
      due.stream().sorted(Comparator.comparingLong(Task::at)).forEach(task -> task.action.run());
    }
  }

  private final ByHand fetches = new ByHand();
  private final TokenSource source =
      new TokenSource(new ObjectKey("test", "b"), GRANT, fetches, null);

  private CredentialEdit started() {
    source.start();
    fetches.advance(Duration.ZERO);
    return Objects.requireNonNull(source.now());
  }

  @Test
  void aTokenThatIsRefusedSoonAfterItWasGivenIsFetchedAgainAtOnce() {
    CredentialEdit first = started();
    fetches.advance(Duration.ofSeconds(3));
    for (int i = 0; i < 200; i++) {
      source.rejected(first);
    }
    fetches.advance(Duration.ZERO);
    assertThat(fetches.fetched).isEqualTo(2);
    // Answers to what was sent before.
    source.rejected(first);
    fetches.advance(Duration.ofSeconds(20));
    assertThat(fetches.fetched).isEqualTo(2);
  }

  @Test
  void aBackendThatRefusesAllCausesOneFetchInTenSeconds() {
    started();
    for (int second = 0; second < 100; second++) {
      source.rejected(Objects.requireNonNull(source.now()));
      fetches.advance(Duration.ofSeconds(1));
    }
    assertThat(fetches.fetched).isBetween(9, 12);
  }

  @Test
  void whoComesWhileTheTokenArrivesDoesNotWaitForTheNext() {
    // Between a request's look and its wait.
    assertThat(source.now()).isNull();
    started();
    AtomicInteger told = new AtomicInteger();
    assertThat(source.whenFetched(told::incrementAndGet)).isFalse();
    assertThat(source.now()).isNotNull();
    assertThat(told).hasValue(0);
  }

  @Test
  void whoWaitsIsToldWhenNothingIsFetchedAnyMore() {
    source.start();
    AtomicInteger told = new AtomicInteger();
    assertThat(source.whenFetched(told::incrementAndGet)).isTrue();
    source.close();
    assertThat(told).hasValue(1);
    fetches.advance(Duration.ZERO);
    assertThat(told).hasValue(1);
    assertThat(fetches.fetched).isZero();
  }
}
