package dev.sluice.dataplane.upstream.credential;

import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one backend. Fetched when the backend appears and again ahead of expiry; one fetch
 * at a time. While the endpoint gives no new one the old one serves until it expires.
 */
public final class TokenSource {
  private static final Logger log = LoggerFactory.getLogger(TokenSource.class);
  private static final double REFRESHED_AT = 0.8;
  private static final double JITTER = 0.1;

  /** However short they live: so long there is between two fetches at least. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** For a backend that refuses a token which its endpoint has just given. */
  private static final Duration BETWEEN_REJECTIONS = Duration.ofSeconds(10);

  /** Requests that wait for the first token; the next gets none. */
  private static final int MOST_WAITING = 1_024;

  private final ObjectKey backend;
  private final TokenGrant grant;
  private final TokenFetches fetches;
  private final List<Runnable> waiting = new ArrayList<>();
  private volatile @Nullable Held held;
  private boolean fetching;
  private boolean started;
  private boolean closed;
  private long round;
  private int failures;
  private long lastBegun;
  private boolean everRejected;
  private long lastRejected;
  private long fetched;
  private long failed;

  private record Held(CredentialEdit.Header header, long expiresAt) {}

  /**
   * @param before what the backend had until now: its token serves on if it is for the same
   */
  TokenSource(
      ObjectKey backend, TokenGrant grant, TokenFetches fetches, @Nullable TokenSource before) {
    this.backend = backend;
    this.grant = grant;
    this.fetches = fetches;
    if (before != null && before.grant.grantsTheSame(grant)) {
      held = before.held;
    }
  }

  /**
   * Fetches from now on. Not before: where it may connect to is known only when the snapshot that
   * it belongs to is in force.
   */
  public synchronized void start() {
    if (!started) {
      started = true;
      fetchSoon(Duration.ZERO);
    }
  }

  TokenGrant grant() {
    return grant;
  }

  /** Null while there is none, or only one that has expired. */
  public @Nullable CredentialEdit now() {
    Held now = held;
    return now != null && fetches.nanos() - now.expiresAt < 0 ? now.header : null;
  }

  /**
   * Runs something, on any thread, once the next fetch has ended well or badly, or nothing is
   * fetched any more.
   *
   * @return whether it will be run; not if there is a token by now, or too many wait
   */
  public synchronized boolean whenFetched(Runnable action) {
    if (now() != null || waiting.size() >= MOST_WAITING || closed) {
      return false;
    }
    waiting.add(action);
    if (started && !fetching && fetches.nanos() - lastBegun > SHORTEST_PAUSE.toNanos()) {
      // The next one may be far away: somebody is waiting now.
      fetchSoon(Duration.ZERO);
    }
    return true;
  }

  /** Takes back what was given to {@link #whenFetched}. */
  public synchronized void forget(Runnable action) {
    waiting.remove(action);
  }

  /** The backend does not take what it was shown: perhaps it was revoked. */
  public synchronized void rejected(CredentialEdit shown) {
    Held now = held;
    long time = fetches.nanos();
    if (now != null
        && now.header == shown
        && !fetching
        && (!everRejected || time - lastRejected > BETWEEN_REJECTIONS.toNanos())) {
      everRejected = true;
      lastRejected = time;
      fetchSoon(Duration.ZERO);
    }
  }

  public synchronized TokenFigures figures() {
    return new TokenFigures(backend, fetched, failed, now() != null);
  }

  /** Nothing is fetched any more: who waits is told, for there may be another credential. */
  public void close() {
    closeAndTakeWaiting().forEach(Runnable::run);
  }

  private synchronized List<Runnable> closeAndTakeWaiting() {
    closed = true;
    round++;
    return takeWaiting();
  }

  private List<Runnable> takeWaiting() {
    List<Runnable> told = List.copyOf(waiting);
    waiting.clear();
    return told;
  }

  private void fetchSoon(Duration delay) {
    long mine = ++round;
    if (delay.isZero()) {
      lastBegun = fetches.nanos();
    }
    fetches.after(delay, () -> fetch(mine));
  }

  private void fetch(long mine) {
    synchronized (this) {
      if (mine != round || fetching || closed) {
        return;
      }
      fetching = true;
      lastBegun = fetches.nanos();
    }
    @Nullable Token token = null;
    String why = "";
    try {
      token = fetches.fetch(grant);
    } catch (TokenRefused e) {
      why = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      // Its message could quote what was sent.
      why = "fault of our own: " + e.getClass().getSimpleName();
    }
    List<Runnable> told = ended(token, why);
    told.forEach(Runnable::run);
  }

  private synchronized List<Runnable> ended(@Nullable Token token, String why) {
    fetching = false;
    if (closed) {
      return List.of();
    }
    if (token == null) {
      failed++;
      failures++;
      log.warn("no token for backend {}: {}; trying again", backend, why);
      fetchSoon(backoff());
    } else {
      fetched++;
      failures = 0;
      long life = token.lifetime().toNanos();
      held = new Held(token.header(), lastBegun + life);
      long left =
          lastBegun + (long) (life * (REFRESHED_AT - JITTER * fetches.jitter())) - fetches.nanos();
      fetchSoon(Duration.ofNanos(Math.max(left, SHORTEST_PAUSE.toNanos())));
    }
    return takeWaiting();
  }

  private Duration backoff() {
    Duration longest = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 6));
    Duration bounded = longest.compareTo(LONGEST_PAUSE) < 0 ? longest : LONGEST_PAUSE;
    return bounded.plusMillis((long) (bounded.toMillis() * JITTER * fetches.jitter()));
  }

  @Override
  public String toString() {
    return "token of " + backend;
  }
}
