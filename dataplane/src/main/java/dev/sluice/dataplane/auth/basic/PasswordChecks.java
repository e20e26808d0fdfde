package dev.sluice.dataplane.auth.basic;

import dev.sluice.dataplane.auth.basic.Fingerprints.Fingerprint;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares passwords with hashes, which is slow by design: on a few threads of their own, with a
 * bounded line before them. One client address may have a part of that line only, so that who
 * guesses keeps nobody else from logging in. What was compared is remembered for a while, in two
 * places: wrong guesses, of which there are as many as somebody likes, push out no right password.
 *
 * <p>One for a data plane, whatever the number of providers and snapshots: a hash that changes has
 * another fingerprint.
 */
public final class PasswordChecks implements AutoCloseable {
  private static final int MOST_WAITING = 256;
  private static final int MOST_OF_ONE_ADDRESS = 32;
  private static final int MOST_RIGHT = 10_000;
  private static final int MOST_WRONG = 1_000;
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Fingerprints fingerprints = new Fingerprints();
  private final Map<Fingerprint, CompletableFuture<Verdict>> underWay = new ConcurrentHashMap<>();
  private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
  private final Remembered right;
  private final Remembered wrong;
  private final ThreadPoolExecutor threads;
  private final Map<Verdict, LongAdder> counts =
      Map.of(
          Verdict.RIGHT, new LongAdder(),
          Verdict.WRONG, new LongAdder(),
          Verdict.BUSY, new LongAdder());

  /** What came out of a comparison. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** Too many wait already. */
    BUSY
  }

  public PasswordChecks() {
    this(System::nanoTime, Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4));
  }

  PasswordChecks(LongSupplier nanos, int most) {
    right = new Remembered(MOST_RIGHT, KEPT_NANOS, nanos);
    wrong = new Remembered(MOST_WRONG, KEPT_NANOS, nanos);
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("passwords-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /** What is asked: the hash, and whether it is really that of the user. */
  record Question(Fingerprint fingerprint, StoredHash hash, boolean exists) {}

  Question question(PasswordFile file, BasicCredential credential) {
    StoredHash hash = file.of(credential.user());
    boolean exists = hash != null;
    StoredHash compared = hash != null ? hash : file.standIn(fingerprints.of(credential.user()));
    return new Question(fingerprints.of(compared, credential, exists), compared, exists);
  }

  /** If it was compared lately. */
  Optional<Verdict> known(Question question) {
    if (right.has(question.fingerprint)) {
      return Optional.of(Verdict.RIGHT);
    }
    return wrong.has(question.fingerprint) ? Optional.of(Verdict.WRONG) : Optional.empty();
  }

  /**
   * Compares; those who ask the same at the same time share one comparison.
   *
   * @param client address that asks
   */
  CompletionStage<Verdict> check(Question question, byte[] password, String client) {
    CompletableFuture<Verdict> mine = new CompletableFuture<>();
    CompletableFuture<Verdict> other = underWay.putIfAbsent(question.fingerprint, mine);
    if (other != null) {
      return other;
    }
    if (waiting.merge(client, 1, Integer::sum) > MOST_OF_ONE_ADDRESS) {
      done(question, client, mine, Verdict.BUSY, null);
      return mine;
    }
    try {
      threads.execute(() -> compare(question, password, client, mine));
    } catch (RejectedExecutionException e) {
      done(question, client, mine, Verdict.BUSY, null);
    }
    return mine;
  }

  private void compare(
      Question question, byte[] password, String client, CompletableFuture<Verdict> mine) {
    try {
      // Compared for users who do not exist as well, for it takes as long.
      boolean matches = question.hash.matches(password);
      Verdict verdict = matches && question.exists ? Verdict.RIGHT : Verdict.WRONG;
      (verdict == Verdict.RIGHT ? right : wrong).add(question.fingerprint);
      done(question, client, mine, verdict, null);
    } catch (RuntimeException e) {
      // Libraries may quote what they read; the kind of failure is enough.
      done(
          question,
          client,
          mine,
          Verdict.WRONG,
          new IllegalStateException("a password cannot be compared: " + e.getClass().getName()));
    }
  }

  private void done(
      Question question,
      String client,
      CompletableFuture<Verdict> mine,
      Verdict verdict,
      @Nullable RuntimeException failure) {
    underWay.remove(question.fingerprint, mine);
    waiting.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    if (failure != null) {
      mine.completeExceptionally(failure);
    } else {
      Objects.requireNonNull(counts.get(verdict)).increment();
      mine.complete(verdict);
    }
  }

  public PasswordFigures figures() {
    return new PasswordFigures(
        count(Verdict.RIGHT), count(Verdict.WRONG), count(Verdict.BUSY), threads.getQueue().size());
  }

  private long count(Verdict verdict) {
    return Objects.requireNonNull(counts.get(verdict)).sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
