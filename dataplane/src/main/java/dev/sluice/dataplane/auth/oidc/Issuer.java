package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.auth.jwt.keys.KeyFetches;
import dev.sluice.dataplane.auth.jwt.keys.KeyPlace;
import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.auth.jwt.keys.RemoteKeys;
import dev.sluice.dataplane.auth.line.Turnstile;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.snapshot.SecretSection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An issuer, as long as a provider names it: what is known of it outlives changes of everything
 * else about the provider.
 */
final class Issuer {
  private static final Duration KEYS_REFRESH = Duration.ofMinutes(5);
  private static final Duration KEYS_STALE_FOR = Duration.ofHours(24);

  /** So long a request waits to learn where the issuer is. */
  private static final long PATIENCE_MILLIS = 2_000;

  /** People log in seldom. */
  private static final Turnstile.Room ROOM = new Turnstile.Room(64, 256, 64);

  /** So long a question waits for others: what is asked then is of use to nobody any more. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final int MOST_USED = 10_000;

  private final String provider;
  private final String url;
  private final boolean insecure;
  private final List<SecretSection.CaBundle> authorities;
  private final OidcFetches fetches;
  private final KeyFetches keyFetches;
  private final Discovery discovery;
  private final Turnstile questions;
  private final Tally tally = new Tally();
  private final SeenLately used = new SeenLately(MOST_USED, Login.LONGEST_SECONDS);
  private final SeenLately ended;
  private final NewestCookies cookies;
  private volatile @Nullable RemoteKeys keys;
  private boolean closed;

  Issuer(
      String provider,
      String url,
      boolean insecure,
      List<SecretSection.CaBundle> authorities,
      OidcFetches fetches,
      KeyFetches keyFetches,
      SeenLately ended) {
    this.provider = provider;
    this.url = url;
    this.insecure = insecure;
    this.authorities = List.copyOf(authorities);
    this.fetches = fetches;
    this.keyFetches = keyFetches;
    this.ended = ended;
    this.cookies = new NewestCookies(ended);
    this.questions = new Turnstile(ROOM, question -> fetches.after(Duration.ZERO, question));
    this.discovery = new Discovery(provider, url, insecure, authorities, fetches, this::learned);
  }

  boolean isSame(String otherUrl, boolean mayBePlain, List<SecretSection.CaBundle> others) {
    return url.equals(otherUrl) && insecure == mayBePlain && authorities.equals(others);
  }

  void start() {
    discovery.start();
  }

  synchronized void close() {
    closed = true;
    discovery.close();
    RemoteKeys last = keys;
    if (last != null) {
      last.close();
    }
  }

  private synchronized void learned(ProviderMetadata metadata) {
    KeyPlace place = new KeyPlace(url, metadata.keys(), authorities);
    RemoteKeys before = keys;
    if (closed || before != null && before.place().equals(place)) {
      return;
    }
    RemoteKeys next =
        new RemoteKeys(provider, place, KEYS_REFRESH, KEYS_STALE_FOR, keyFetches, KeptKeys.NONE);
    keys = next;
    next.start(KEYS_REFRESH, KEYS_STALE_FOR);
    if (before != null) {
      before.close();
    }
  }

  /** What is known of it. */
  record Known(ProviderMetadata metadata, KeySource keys) {}

  /** Null while nothing is. */
  @Nullable Known known() {
    ProviderMetadata metadata = discovery.now();
    RemoteKeys source = keys;
    return metadata == null || source == null ? null : new Known(metadata, source);
  }

  /** What follows from what is known, now or as soon as anything is. */
  Outcome withKnown(Function<Known, Outcome> then) {
    Known now = known();
    if (now != null) {
      return then.apply(now);
    }
    CompletionStage<Void> next = discovery.next();
    CompletableFuture<Void> waited =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    next.whenComplete((done, failure) -> waited.complete(null));
    return new Outcome.Later(
        waited.thenApply(
            done -> {
              Known later = known();
              return later == null
                  ? new Outcome.Unavailable("nothing is known of the issuer yet")
                  : then.apply(later);
            }));
  }

  /** A question to the issuer, which blocks whoever asks it. */
  interface Question<T> {
    T answer();
  }

  /**
   * Clients take turns: however many questions one of them makes, those of others are put.
   *
   * @param client address for which is asked
   * @param otherwise what to say if there are too many already
   */
  <T> CompletableFuture<T> ask(String client, Question<T> question, Supplier<T> otherwise) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    long begun = fetches.nanos();
    Runnable putting =
        () -> {
          boolean late = fetches.nanos() - begun > LONGEST_WAIT.toNanos();
          try {
            answer.complete(late ? otherwise.get() : question.answer());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        };
    Runnable turningAway = () -> answer.complete(otherwise.get());
    if (!questions.add(client, putting, turningAway)) {
      turningAway.run();
    }
    return answer;
  }

  void after(Duration delay, Runnable action) {
    fetches.after(delay, action);
  }

  /** States of logins that came back. */
  SeenLately used() {
    return used;
  }

  /** Ids of sessions that people ended: a change of the provider revives none of them. */
  SeenLately ended() {
    return ended;
  }

  NewestCookies cookies() {
    return cookies;
  }

  Tally tally() {
    return tally;
  }

  OidcView view(int remembered) {
    return new OidcView(
        provider,
        url,
        discovery.figures(),
        Optional.ofNullable(keys).map(RemoteKeys::figures),
        tally.counts(),
        remembered);
  }
}
