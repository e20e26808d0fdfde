package dev.sluice.dataplane.auth.basic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.auth.basic.PasswordChecks.Question;
import dev.sluice.dataplane.auth.basic.PasswordChecks.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever guesses takes nobody's place, and learns nothing from how long it takes. */
final class PasswordChecksTest {
  /** Of {@code secret}, with as little work as bcrypt knows. */
  private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

  private static final PasswordFile FILE =
      new PasswordFile("ada:" + HASH + "\nbob:" + HASH + "\neve:" + HASH);

  private static BasicCredential pair(String user, String password) {
    return new BasicCredential(user, password.getBytes(StandardCharsets.UTF_8));
  }

  private static CompletableFuture<Verdict> ask(
      PasswordChecks checks, BasicCredential pair, String client) {
    return checks.check(checks.question(FILE, pair), pair.password(), client).toCompletableFuture();
  }

  /** Of all that a flood brings, one comparison stands before that of another client. */
  @Test
  void aFloodOfOneClientTakesNoPlaceOfAnother() throws Exception {
    try (PasswordChecks checks = new PasswordChecks(System::nanoTime, 1)) {
      AtomicInteger before = new AtomicInteger();
      List<CompletableFuture<Verdict>> flood = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        flood.add(ask(checks, pair("user" + i, "guess"), "192.0.2.1"));
      }
      flood.forEach(each -> each.whenComplete((verdict, failure) -> before.incrementAndGet()));
      int[] seen = new int[1];
      CompletableFuture<Verdict> ada = ask(checks, pair("ada", "secret"), "192.0.2.2");
      int already = before.get();
      ada.thenRun(() -> seen[0] = before.get()).get(60, TimeUnit.SECONDS);
      assertThat(ada.get()).isEqualTo(Verdict.RIGHT);
      // One may have been under way, and one more have had its turn before her.
      assertThat(seen[0] - already).isLessThanOrEqualTo(3);
      assertThat(checks.figures().busy()).isGreaterThan(900);
    }
  }

  @Test
  void aFloodOfManyClientsLeavesEveryOtherItsTurn() throws Exception {
    try (PasswordChecks checks = new PasswordChecks(System::nanoTime, 1)) {
      for (int client = 0; client < 50; client++) {
        for (int i = 0; i < 40; i++) {
          ask(checks, pair("user" + i, "guess" + client), "198.51.100." + client);
        }
      }
      assertThat(checks.figures().waiting()).isBetween(200, 256);
      for (int i = 0; i < 5; i++) {
        assertThat(ask(checks, pair("ada", "secret"), "192.0.2." + i).get(60, TimeUnit.SECONDS))
            .isEqualTo(Verdict.RIGHT);
      }
    }
  }

  /** Right pairs are found without a comparison, whatever waits. */
  @Test
  void whoLoggedInLatelyWaitsForNobodyAndIsPushedOutByNoGuess() throws Exception {
    try (PasswordChecks checks = new PasswordChecks(System::nanoTime, 1)) {
      BasicCredential ada = pair("ada", "secret");
      ask(checks, ada, "192.0.2.2").get(60, TimeUnit.SECONDS);
      Question question = checks.question(FILE, ada);
      for (int round = 0; round < 20; round++) {
        List<CompletableFuture<Verdict>> flood = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          flood.add(ask(checks, pair("u" + round + "." + i, "guess"), "192.0.2." + (i % 8)));
        }
        assertThat(checks.known(question)).contains(Verdict.RIGHT);
        CompletableFuture.allOf(flood.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
      }
      assertThat(checks.known(question)).contains(Verdict.RIGHT);
    }
  }

  @Test
  void whoAsksTheSameSharesOneComparison() throws Exception {
    try (PasswordChecks checks = new PasswordChecks(System::nanoTime, 1)) {
      List<CompletableFuture<Verdict>> same = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        same.add(ask(checks, pair("ada", "wrong"), "192.0.2.1"));
      }
      for (CompletableFuture<Verdict> each : same) {
        assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(Verdict.WRONG);
      }
      // Those that came when the first was answered already are a second, at the very most.
      assertThat(checks.figures().wrong()).isLessThanOrEqualTo(100);
      assertThat(checks.figures().busy()).isZero();
    }
  }

  /**
   * Measured as work of this thread, which the load of the machine does not change, turn by turn:
   * the median for users who exist and for those who do not are the same within a fifth.
   */
  @Test
  void whetherAUserExistsCostsTheSame() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (PasswordChecks checks = new PasswordChecks(System::nanoTime, 1)) {
      int samples = 80;
      long[] known = new long[samples];
      long[] unknown = new long[samples];
      for (int i = -20; i < samples; i++) {
        long start = threads.getCurrentThreadCpuTime();
        compare(checks, pair("ada", "guess" + i));
        long between = threads.getCurrentThreadCpuTime();
        compare(checks, pair("nobody" + i, "guess" + i));
        long end = threads.getCurrentThreadCpuTime();
        if (i >= 0) {
          known[i] = between - start;
          unknown[i] = end - between;
        }
      }
      double ratio = (double) median(known) / median(unknown);
      assertThat(ratio).isBetween(0.8, 1.25);
    }
  }

  private static void compare(PasswordChecks checks, BasicCredential pair) {
    Question question = checks.question(FILE, pair);
    assertThat(checks.known(question)).isEmpty();
    assertThat(question.hash().matches(pair.password())).isFalse();
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
