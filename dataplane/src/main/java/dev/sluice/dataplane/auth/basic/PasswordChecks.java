package dev.sluice.dataplane.auth.basic;

import dev.sluice.dataplane.auth.basic.Fingerprints.Fingerprint;
import dev.sluice.dataplane.auth.line.FairLine;
import dev.sluice.dataplane.memory.TwoGenerations;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares passwords with hashes, which is slow by design: on a few threads of their own, with a
 * bounded line before them in which clients take turns, so that who guesses keeps nobody else from
 * logging in. What was compared is remembered for a while, in two places: wrong guesses, of which
 * there are as many as somebody likes, push out no right password.
 *
 * <p>One for a data plane, whatever the number of providers and snapshots: a hash that changes has
 * another fingerprint.
 */
public final class PasswordChecks implements AutoCloseable {
  private static final int MOST_WAITING = 256;
  private static final int MOST_OF_ONE_CLIENT = 32;

  /** Of each of two generations. */
  private static final int MOST_RIGHT = 10_000;

  private static final int MOST_WRONG = 1_000;
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Fingerprints fingerprints = new Fingerprints();
  private final Map<Fingerprint, CompletableFuture<Verdict>> underWay = new ConcurrentHashMap<>();
  private final FairLine<Waiting> line = new FairLine<>(MOST_WAITING, MOST_OF_ONE_CLIENT);
  private final TwoGenerations<Fingerprint, Verdict> right = new TwoGenerations<>(MOST_RIGHT);
  private final TwoGenerations<Fingerprint, Verdict> wrong = new TwoGenerations<>(MOST_WRONG);
  private final LongSupplier nanos;
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
    this.nanos = nanos;
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            // One task for each that waits, and those are bounded.
            new LinkedBlockingQueue<>(),
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
    long now = nanos.getAsLong();
    Verdict verdict = right.get(question.fingerprint, now);
    return Optional.ofNullable(verdict != null ? verdict : wrong.get(question.fingerprint, now));
  }

  /** One comparison that is to be made. */
  private record Waiting(Question question, byte[] password, CompletableFuture<Verdict> verdict) {}

  /**
   * Compares; those who ask the same at the same time share one comparison.
   *
   * @param client that asks: those who may be one are one
   */
  CompletionStage<Verdict> check(Question question, byte[] password, String client) {
    CompletableFuture<Verdict> mine = new CompletableFuture<>();
    CompletableFuture<Verdict> other = underWay.putIfAbsent(question.fingerprint, mine);
    if (other != null) {
      return other;
    }
    Waiting waiting = new Waiting(question, password, mine);
    switch (line.add(client, waiting)) {
      case FairLine.Place.Given<Waiting> given -> wake(waiting);
      // Whoever was to compare that one compares another.
      case FairLine.Place.Taken<Waiting>(Waiting displaced) -> done(displaced, Verdict.BUSY, null);
      case FairLine.Place.None<Waiting> none -> done(waiting, Verdict.BUSY, null);
    }
    return mine;
  }

  private void wake(Waiting waiting) {
    try {
      threads.execute(this::compareNext);
    } catch (RejectedExecutionException e) {
      done(waiting, Verdict.BUSY, null);
    }
  }

  private void compareNext() {
    Waiting next = line.next();
    if (next == null) {
      return;
    }
    Question question = next.question;
    try {
      // Compared for users who do not exist as well, for it takes as long.
      boolean matches = question.hash.matches(next.password);
      Verdict verdict = matches && question.exists ? Verdict.RIGHT : Verdict.WRONG;
      (verdict == Verdict.RIGHT ? right : wrong)
          .put(question.fingerprint, verdict, nanos.getAsLong() + KEPT_NANOS, 1);
      done(next, verdict, null);
    } catch (RuntimeException e) {
      // Libraries may quote what they read; the kind of failure is enough.
      done(
          next,
          Verdict.WRONG,
          new IllegalStateException("a password cannot be compared: " + e.getClass().getName()));
    }
  }

  private void done(Waiting waiting, Verdict verdict, @Nullable RuntimeException failure) {
    underWay.remove(waiting.question.fingerprint, waiting.verdict);
    if (failure != null) {
      waiting.verdict.completeExceptionally(failure);
    } else {
      Objects.requireNonNull(counts.get(verdict)).increment();
      waiting.verdict.complete(verdict);
    }
  }

  public PasswordFigures figures() {
    return new PasswordFigures(
        count(Verdict.RIGHT), count(Verdict.WRONG), count(Verdict.BUSY), line.size());
  }

  private long count(Verdict verdict) {
    return Objects.requireNonNull(counts.get(verdict)).sum();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
