package dev.sluice.dataplane.auth.revocation;

import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.snapshot.IdentityProvider.Revocation;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The list of a data plane, and who asks it. It is read as long as a provider wants it, and what is
 * known of it stays for as long as the process lives. Used by the one thread that applies
 * snapshots, but for what is said otherwise.
 */
public final class Revocations implements AutoCloseable {
  /** Older than that it does not count as known with {@code onFailure: Closed}. */
  static final Duration OLDEST = Duration.ofSeconds(5);

  private static final Outcome REVOKED = new Outcome.Refused("the token was taken back");
  private static final Outcome UNKNOWN =
      new Outcome.Unavailable("nobody can tell whether the token was taken back");

  private final SharedRedis redis;
  private final RevokedTokens tokens = new RevokedTokens();
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private Map<Wanted, Check> inForce = Map.of();
  private Map<Wanted, Check> prepared = new HashMap<>();
  private boolean isNew;
  private volatile @Nullable RevocationPoll poll;

  private record Wanted(String provider, Revocation policy) {}

  public Revocations(SharedRedis redis) {
    this.redis = redis;
  }

  private final class Check implements RevocationCheck {
    private final boolean closed;
    private final LongAdder count;

    Check(boolean closed, LongAdder count) {
      this.closed = closed;
      this.count = count;
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public @Nullable Outcome whyNot(RevocableToken token) {
      if (token.isIn(tokens)) {
        count.increment();
        return REVOKED;
      }
      return closed && !isKnown() ? UNKNOWN : null;
    }
  }

  private boolean isKnown() {
    RevocationPoll now = poll;
    return now != null && now.isYoungerThan(OLDEST.toNanos());
  }

  /** Forgets what was prepared and not applied. */
  public void begin() {
    prepared = new HashMap<>();
  }

  /**
   * @return the very same as before if nothing has changed for the provider
   */
  public RevocationCheck check(String provider, Revocation policy) {
    if (policy == Revocation.OFF) {
      return RevocationCheck.NONE;
    }
    Wanted wanted = new Wanted(provider, policy);
    Check before = inForce.get(wanted);
    Check check =
        before != null
            ? before
            : new Check(
                policy == Revocation.CLOSED,
                refused.computeIfAbsent(provider, name -> new LongAdder()));
    prepared.put(wanted, check);
    return check;
  }

  /**
   * What was prepared since {@link #begin} is in force. The list is read from now on, or no more.
   */
  public void apply() {
    inForce = prepared;
    Set<String> names = new HashSet<>();
    inForce.keySet().forEach(wanted -> names.add(wanted.provider()));
    refused.keySet().retainAll(names);
    RevocationPoll now = poll;
    isNew = now == null && !inForce.isEmpty();
    if (isNew) {
      poll = new RevocationPoll(redis, tokens, System::nanoTime, loaded::countDown);
    } else if (now != null && inForce.isEmpty()) {
      poll = null;
      now.close();
    }
  }

  /**
   * Waits until the list was read once, if it is wanted since the last {@link #apply}: a process
   * that has just started knows nothing of it. Not on an I/O thread.
   */
  public void awaitFirst(Duration patience) {
    if (!isNew) {
      return;
    }
    try {
      loaded.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** If anybody wants the list. On any thread. */
  public Optional<RevocationView> view() {
    RevocationPoll now = poll;
    if (now == null) {
      return Optional.empty();
    }
    TreeMap<String, Long> counts = new TreeMap<>();
    refused.forEach((provider, count) -> counts.put(provider, count.sum()));
    Optional<Duration> age = now.age();
    return Optional.of(
        new RevocationView(
            age.isPresent(),
            age.map(Duration::toMillis).orElse(0L),
            tokens.size(),
            tokens.dropped(),
            now.malformed(),
            counts,
            now.lastFailure()));
  }

  @Override
  public void close() {
    RevocationPoll now = poll;
    if (now != null) {
      now.close();
    }
  }
}
