package dev.sluice.dataplane.auth.revocation;

import dev.sluice.dataplane.redis.RedisScript;
import dev.sluice.dataplane.redis.SharedRedis;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the copy of the list up to date: it reads what was added behind what it has read, which is
 * one small question. Where it may be another server that answers, or a server has lost what was
 * there, it reads all again. Everything happens on the one thread of the timer.
 */
final class RevocationPoll implements AutoCloseable {
  /** The stream that holds the list. */
  static final String KEY = "sluice:revocations";

  private static final Logger log = LoggerFactory.getLogger(RevocationPoll.class);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration WHOLE = Duration.ofMinutes(5);
  private static final Duration TIDY = Duration.ofSeconds(10);
  private static final int PAGE = 1_000;

  /** Failures in a row before anybody is told: about a second. */
  private static final int ALARMING = 4;

  private static final String BEGIN = "0-0";

  private static final RedisScript NEWS =
      new RedisScript(
          """
          local now = redis.call('TIME')
          local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
          local added = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
          return {now[1], last[1] and last[1][1] or '0-0', added}
          """);

  private final SharedRedis redis;
  private final RevokedTokens tokens;
  private final LongSupplier nanos;
  private final Runnable onLoaded;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<Fingerprint, ListEntry> news = new HashMap<>();
  private String cursor = BEGIN;
  private long epoch = -1;
  private long beganWhole;
  private long tidied;
  private boolean asking;
  private int failures;
  private volatile boolean loaded;
  private volatile long upToDate;
  private volatile long malformed;
  private volatile String lastFailure = "";

  /**
   * @param onLoaded runs once the whole list was read for the first time
   */
  RevocationPoll(SharedRedis redis, RevokedTokens tokens, LongSupplier nanos, Runnable onLoaded) {
    this.redis = redis;
    this.tokens = tokens;
    this.nanos = nanos;
    this.onLoaded = onLoaded;
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("revocations").factory());
    timer.scheduleWithFixedDelay(this::ask, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Of what the copy is a copy: at least this old is nothing in it. Empty before the first. */
  Optional<Duration> age() {
    return loaded ? Optional.of(Duration.ofNanos(nanos.getAsLong() - upToDate)) : Optional.empty();
  }

  boolean isYoungerThan(long limitNanos) {
    return loaded && nanos.getAsLong() - upToDate < limitNanos;
  }

  long malformed() {
    return malformed;
  }

  String lastFailure() {
    return lastFailure;
  }

  private void ask() {
    if (asking || timer.isShutdown()) {
      return;
    }
    asking = true;
    long begun = nanos.getAsLong();
    long now = redis.epoch();
    if (now != epoch || begun - beganWhole >= WHOLE.toNanos()) {
      epoch = now;
      beganWhole = begun;
      cursor = BEGIN;
    }
    try {
      redis
          .script(NEWS, List.of(KEY), List.of(cursor, Integer.toString(PAGE)))
          .whenCompleteAsync((answer, failure) -> heard(begun, answer, failure), timer::execute);
    } catch (RuntimeException e) {
      // Of a connection that is closed this moment. The timer must go on, or nothing is ever taken
      // back again, and nobody would know.
      asking = false;
      failed("the list cannot be asked for: " + e.getClass().getSimpleName());
    }
  }

  private void heard(long begun, @Nullable List<Object> answer, @Nullable Throwable failure) {
    asking = false;
    try {
      if (answer == null) {
        failed(failure == null ? "no answer" : message(failure));
      } else {
        read(begun, answer);
      }
    } catch (RuntimeException e) {
      // Otherwise the timer would never ask again, and nobody would know.
      failed("the list cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private void failed(String why) {
    if (++failures == ALARMING) {
      log.warn("the list of tokens that were taken back is not up to date: {}", why);
    }
    lastFailure = why;
  }

  private static String message(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }

  private void read(long begun, List<Object> answer) {
    long nowMillis = Long.parseLong(String.valueOf(answer.get(0))) * 1_000;
    String last = String.valueOf(answer.get(1));
    List<?> added = (List<?>) answer.get(2);
    for (Object each : added) {
      List<?> entry = (List<?>) each;
      cursor = String.valueOf(entry.get(0));
      take(ListEntry.read(cursor, (List<?>) entry.get(1)), nowMillis);
    }
    if (added.size() >= PAGE) {
      ask();
      return;
    }
    if (isBefore(last, cursor)) {
      // The server has lost what we know; what it gets from now on may stand before our place.
      cursor = BEGIN;
      if (!last.equals(BEGIN)) {
        ask();
        return;
      }
    }
    publish();
    upToDate = begun;
    if (begun - tidied >= TIDY.toNanos() || tokens.size() > RevokedTokens.MOST) {
      tidied = begun;
      tokens.tidy(nowMillis);
    }
    if (!loaded) {
      loaded = true;
      log.info("the list of tokens that were taken back is here: {} entries", tokens.size());
      onLoaded.run();
    }
    lastFailure = "";
    failures = 0;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void take(Optional<ListEntry> entry, long nowMillis) {
    if (entry.isEmpty()) {
      malformed++;
    } else if (entry.get().untilMillis() > nowMillis) {
      news.merge(entry.get().name(), entry.get(), ListEntry::andThen);
    }
  }

  /** All at once: what was restored later must not be refused for as long as reading takes. */
  private void publish() {
    if (!news.isEmpty()) {
      news.values().forEach(tokens::add);
      news.clear();
      tokens.changed();
    }
  }

  /** Of two places in a stream. */
  static boolean isBefore(String one, String other) {
    int dash = one.indexOf('-');
    int otherDash = other.indexOf('-');
    int byTime =
        Long.compareUnsigned(
            Long.parseUnsignedLong(one.substring(0, dash)),
            Long.parseUnsignedLong(other.substring(0, otherDash)));
    return byTime != 0
        ? byTime < 0
        : Long.compareUnsigned(
                Long.parseUnsignedLong(one.substring(dash + 1)),
                Long.parseUnsignedLong(other.substring(otherDash + 1)))
            < 0;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
