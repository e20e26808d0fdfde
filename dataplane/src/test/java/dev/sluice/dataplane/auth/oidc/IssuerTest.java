package dev.sluice.dataplane.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.jwt.keys.KeyFetches;
import dev.sluice.dataplane.auth.jwt.keys.KeyPlace;
import dev.sluice.dataplane.fetch.FetchTimes;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.snapshot.SecretSection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who has questions to an issuer, and who of them has a turn. */
final class IssuerTest {
  private static final String FLOOD = "192.0.2.1";
  private static final String ADA = "192.0.2.2";

  private final Times times = new Times();
  private final Issuer issuer =
      new Issuer(
          "people", "https://idp.test", false, List.of(), times, times, SeenLately.ofLogouts());

  /** Nothing is done until the test says so. */
  private static final class Times implements OidcFetches, KeyFetches, FetchTimes {
    final Deque<Runnable> threads = new ArrayDeque<>();
    long nanos;

    @Override
    public HttpAnswer ask(
        String url, String form, String authorization, List<SecretSection.CaBundle> authorities) {
      throw new AssertionError("nobody is asked");
    }

    @Override
    public HttpAnswer fetch(KeyPlace place) {
      throw new AssertionError("nobody is asked");
    }

    @Override
    public void after(Duration delay, Runnable action) {
      threads.add(action);
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public double jitter() {
      return 0;
    }
  }

  private CompletableFuture<String> ask(String client) {
    return issuer.ask(client, () -> "answer", () -> "too many");
  }

  private List<CompletableFuture<String>> flood(int count) {
    List<CompletableFuture<String>> flood = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flood.add(ask(FLOOD));
    }
    return flood;
  }

  @Test
  void oneAddressLeavesRoomForOthersHoweverSlowTheIssuerIs() {
    List<CompletableFuture<String>> flood = flood(1_000);
    assertThat(times.threads.size()).isLessThan(64);
    assertThat(flood).filteredOn(CompletableFuture::isDone).hasSizeGreaterThan(800);
    assertThat(flood.getLast()).isCompletedWithValue("too many");
    CompletableFuture<String> ada = ask(ADA);
    times.threads.removeLast().run();
    assertThat(ada).isCompletedWithValue("answer");
  }

  @Test
  void whatWaitedTooLongIsNotAskedAnyMore() {
    List<CompletableFuture<String>> flood = flood(60);
    int atOnce = times.threads.size();
    assertThat(atOnce).isLessThan(60);
    times.nanos += Duration.ofSeconds(11).toNanos();
    while (!times.threads.isEmpty()) {
      times.threads.removeFirst().run();
    }
    assertThat(flood).allMatch(CompletableFuture::isDone);
    assertThat(flood.getLast()).isCompletedWithValue("too many");
  }

  @Test
  void aFaultLeavesThePlaceToTheNext() {
    for (int i = 0; i < 200; i++) {
      CompletableFuture<String> broken =
          issuer.ask(
              ADA,
              () -> {
                throw new IllegalStateException("broken");
              },
              () -> "too many");
      times.threads.removeFirst().run();
      assertThat(broken).isCompletedExceptionally();
    }
    CompletableFuture<String> good = ask(ADA);
    times.threads.removeFirst().run();
    assertThat(good).isCompletedWithValue("answer");
  }
}
