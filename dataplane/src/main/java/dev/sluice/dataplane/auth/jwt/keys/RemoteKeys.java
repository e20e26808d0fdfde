package dev.sluice.dataplane.auth.jwt.keys;

import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes. Fetched when the provider appears and again ahead of time, one
 * fetch at a time. While there is no new set the old one serves, as long as the provider allows.
 */
public final class RemoteKeys implements KeySource {
  private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);
  private static final double JITTER = 0.1;

  /** Between two tries while there are no keys at all: from one second up to this. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  /** Between two fetches that tokens with unknown names of keys bring about. */
  private static final Duration BETWEEN_UNKNOWN = Duration.ofSeconds(30);

  private final String provider;
  private final KeyPlace place;
  private final KeyFetches fetches;
  private final KeptKeys kept;
  private volatile @Nullable VerificationKeys keys;
  private CompletableFuture<Void> round = new CompletableFuture<>();
  private Duration refresh;
  private Duration staleFor;
  private boolean started;
  private boolean closed;
  private boolean fetching;
  private long turn;
  private long lastBegun;
  private long lastGood;
  private long lastUnknown;
  private boolean askedForUnknown;
  private int failures;
  private long fetched;
  private long failed;
  private String lastFailure = "";

  /**
   * @param kept what was fetched before the start, and what is fetched for the next
   */
  public RemoteKeys(
      String provider,
      KeyPlace place,
      Duration refresh,
      Duration staleFor,
      KeyFetches fetches,
      KeptKeys kept) {
    this.provider = provider;
    this.place = place;
    this.refresh = refresh;
    this.staleFor = staleFor;
    this.fetches = fetches;
    this.kept = kept;
    kept.load(provider, place).ifPresent(this::restore);
  }

  /** Keys of before the start are as good as if there had been none: until they are too old. */
  private void restore(KeptKeys.Kept before) {
    if (before.age().compareTo(refresh.plus(staleFor)) >= 0) {
      log.warn("the kept keys of provider {} are too old", provider);
      return;
    }
    try {
      keys = VerificationKeys.read(before.set(), false);
      lastGood = fetches.nanos() - before.age().toNanos();
      log.info("provider {} has keys of {} s ago", provider, before.age().toSeconds());
    } catch (KeySetRefused e) {
      log.error("the kept keys of provider {} are not used: {}", provider, e.cause());
    }
  }

  public KeyPlace place() {
    return place;
  }

  /**
   * Fetches from now on, so often. Not before: where it may connect to is known only when the
   * snapshot that it belongs to is in force.
   */
  public synchronized void start(Duration newRefresh, Duration newStaleFor) {
    boolean changed = !refresh.equals(newRefresh) || !staleFor.equals(newStaleFor);
    refresh = newRefresh;
    staleFor = newStaleFor;
    if (!started) {
      started = true;
      fetchAfter(Duration.ZERO);
    } else if (changed && !fetching && keys != null) {
      fetchAfter(untilDue());
    }
  }

  @Override
  public @Nullable VerificationKeys now() {
    return keys;
  }

  @Override
  public synchronized @Nullable CompletionStage<Void> newer() {
    if (!started || closed) {
      return null;
    }
    long now = fetches.nanos();
    if (keys == null) {
      if (!fetching && (failures == 0 || now - lastBegun >= SHORTEST_PAUSE.toNanos())) {
        fetchAfter(Duration.ZERO);
      }
      // Otherwise somebody has just looked, and looks again soon.
      return round;
    }
    if (!askedForUnknown || now - lastUnknown >= BETWEEN_UNKNOWN.toNanos()) {
      askedForUnknown = true;
      lastUnknown = now;
      if (!fetching) {
        fetchAfter(Duration.ZERO);
      }
      return round;
    }
    return fetching ? round : null;
  }

  /** Nothing is fetched any more, and nothing that was signed with these keys counts. */
  public synchronized void close() {
    closed = true;
    turn++;
    VerificationKeys last = keys;
    keys = null;
    if (last != null) {
      last.retire();
    }
    round.complete(null);
  }

  public synchronized KeyFigures figures() {
    VerificationKeys now = keys;
    long age = now == null ? 0 : (fetches.nanos() - lastGood) / 1_000_000_000;
    return new KeyFigures(
        provider,
        now == null
            ? KeyFigures.State.MISSING
            : failures > 0 || fetched == 0 ? KeyFigures.State.STALE : KeyFigures.State.FRESH,
        now == null ? 0 : now.size(),
        now == null ? 0 : now.leftOut(),
        age,
        fetched,
        failed,
        failures == 0 ? "" : lastFailure);
  }

  private void fetchAfter(Duration delay) {
    long mine = ++turn;
    if (delay.isZero()) {
      lastBegun = fetches.nanos();
      fetching = true;
    }
    fetches.after(delay, () -> fetch(mine));
  }

  private void fetch(long mine) {
    synchronized (this) {
      if (mine != turn || closed) {
        return;
      }
      fetching = true;
      lastBegun = fetches.nanos();
    }
    @Nullable VerificationKeys got = null;
    String set = "";
    String why = "";
    try {
      HttpAnswer answer = fetches.fetch(place);
      if (answer.status() != 200) {
        throw new KeySetRefused("the endpoint answers " + answer.status());
      }
      set = answer.body();
      got = VerificationKeys.read(set, false);
    } catch (FetchRefused e) {
      why = e.cause();
    } catch (KeySetRefused e) {
      why = e.cause();
    } catch (RuntimeException e) {
      // Its message could quote what was read.
      why = "fault of our own: " + e.getClass().getSimpleName();
    }
    ended(got, why).complete(null);
    if (got != null && mayKeep()) {
      kept.save(provider, place, set);
    }
  }

  private synchronized boolean mayKeep() {
    return !closed;
  }

  private synchronized CompletableFuture<Void> ended(@Nullable VerificationKeys got, String why) {
    CompletableFuture<Void> told = round;
    round = new CompletableFuture<>();
    fetching = false;
    if (closed) {
      return told;
    }
    VerificationKeys before = keys;
    if (got != null) {
      fetched++;
      failures = 0;
      lastGood = fetches.nanos();
      keys = before == null ? got : got.after(before);
      fetchAfter(untilDue());
      return told;
    }
    failed++;
    failures++;
    lastFailure = why;
    if (before == null) {
      log.warn("no keys for provider {}: {}; trying again", provider, why);
      fetchAfter(backoff());
    } else {
      keepWhileGood(before, why);
    }
    return told;
  }

  private void keepWhileGood(VerificationKeys before, String why) {
    long left = lastGood + refresh.plus(staleFor).toNanos() - fetches.nanos();
    if (left > 0) {
      log.warn(
          "no new keys for provider {}: {}; those at hand serve for {} s more",
          provider,
          why,
          left / 1_000_000_000);
      fetchAfter(Duration.ofNanos(Math.min(left, LONGEST_PAUSE.toNanos())));
    } else {
      log.warn("no new keys for provider {}: {}; those at hand are too old", provider, why);
      keys = null;
      before.retire();
      fetchAfter(backoff());
    }
  }

  /** Ahead of time, and not with all replicas at once. */
  private Duration untilDue() {
    long whole = refresh.toNanos();
    long left = lastGood + (long) (whole * (1 - JITTER * fetches.jitter())) - fetches.nanos();
    return Duration.ofNanos(Math.max(left, SHORTEST_PAUSE.toNanos()));
  }

  private Duration backoff() {
    Duration longest = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 5));
    Duration bounded = longest.compareTo(LONGEST_PAUSE) < 0 ? longest : LONGEST_PAUSE;
    return bounded.plusMillis((long) (bounded.toMillis() * JITTER * fetches.jitter()));
  }

  @Override
  public String toString() {
    return "keys of " + provider;
  }
}
