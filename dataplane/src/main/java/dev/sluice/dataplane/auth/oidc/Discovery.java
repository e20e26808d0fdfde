package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.fetch.FetchRefused;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.snapshot.SecretSection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an issuer says of itself, asked when the provider appears and again ahead of time, one
 * question at a time. What was learned once holds through any outage: endpoints hardly ever move,
 * and who logs in meanwhile learns from the issuer itself that it is down.
 */
final class Discovery {
  private static final Logger log = LoggerFactory.getLogger(Discovery.class);
  private static final String PATH = "/.well-known/openid-configuration";
  private static final Duration REFRESH = Duration.ofHours(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double JITTER = 0.1;

  private final String provider;
  private final String issuer;
  private final boolean insecure;
  private final List<SecretSection.CaBundle> authorities;
  private final OidcFetches fetches;
  private final Consumer<ProviderMetadata> learned;
  private volatile @Nullable ProviderMetadata metadata;
  private CompletableFuture<Void> round = new CompletableFuture<>();
  private boolean started;
  private boolean closed;
  private boolean asking;
  private long turn;
  private long lastBegun;
  private long lastGood;
  private int failures;
  private long fetched;
  private long failed;
  private String lastFailure = "";

  /**
   * @param learned is told of every good answer, before anybody else
   */
  Discovery(
      String provider,
      String issuer,
      boolean insecure,
      List<SecretSection.CaBundle> authorities,
      OidcFetches fetches,
      Consumer<ProviderMetadata> learned) {
    this.provider = provider;
    this.issuer = issuer;
    this.insecure = insecure;
    this.authorities = List.copyOf(authorities);
    this.fetches = fetches;
    this.learned = learned;
  }

  /** Asks from now on: where it may connect to is known once its snapshot is in force. */
  synchronized void start() {
    if (!started) {
      started = true;
      askAfter(Duration.ZERO);
    }
  }

  /** Null while nothing was ever learned. */
  @Nullable ProviderMetadata now() {
    return metadata;
  }

  /** Completed, on any thread, when somebody has asked again, with or without success. */
  synchronized CompletionStage<Void> next() {
    boolean rested = fetches.nanos() - lastBegun >= SHORTEST_PAUSE.toNanos();
    if (started && !closed && !asking && rested) {
      askAfter(Duration.ZERO);
    }
    return round;
  }

  synchronized void close() {
    closed = true;
    turn++;
    round.complete(null);
  }

  synchronized OidcView.Source figures() {
    long age = metadata == null ? 0 : Duration.ofNanos(fetches.nanos() - lastGood).toSeconds();
    return new OidcView.Source(
        metadata == null
            ? OidcView.State.MISSING
            : failures > 0 ? OidcView.State.STALE : OidcView.State.FRESH,
        age,
        fetched,
        failed,
        failures == 0 ? "" : lastFailure);
  }

  private void askAfter(Duration delay) {
    long mine = ++turn;
    if (delay.isZero()) {
      lastBegun = fetches.nanos();
      asking = true;
    }
    fetches.after(delay, () -> ask(mine));
  }

  private void ask(long mine) {
    synchronized (this) {
      if (mine != turn || closed) {
        return;
      }
      asking = true;
      lastBegun = fetches.nanos();
    }
    @Nullable ProviderMetadata got = null;
    String why = "";
    try {
      String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
      HttpAnswer answer = fetches.ask(base + PATH, "", "", authorities);
      if (answer.status() != 200) {
        throw LoginRefused.atPresent("the issuer answers " + answer.status());
      }
      got = ProviderMetadata.read(answer.body(), issuer, insecure);
      learned.accept(got);
    } catch (FetchRefused e) {
      why = e.cause();
    } catch (LoginRefused e) {
      why = e.reason();
    } catch (RuntimeException e) {
      // Its message could quote what was read.
      why = "fault of our own: " + e.getClass().getSimpleName();
      got = null;
    }
    ended(got, why).complete(null);
  }

  private synchronized CompletableFuture<Void> ended(@Nullable ProviderMetadata got, String why) {
    CompletableFuture<Void> told = round;
    round = new CompletableFuture<>();
    asking = false;
    if (closed) {
      return told;
    }
    if (got != null) {
      fetched++;
      failures = 0;
      lastGood = fetches.nanos();
      metadata = got;
      askAfter(ahead(REFRESH));
    } else {
      failed++;
      failures++;
      lastFailure = why;
      log.warn(
          "provider {} cannot learn of its issuer: {}; {}",
          provider,
          why,
          metadata == null ? "trying again" : "what is known of it serves");
      askAfter(backoff());
    }
    return told;
  }

  private Duration ahead(Duration whole) {
    return Duration.ofNanos((long) (whole.toNanos() * (1 - JITTER * fetches.jitter())));
  }

  private Duration backoff() {
    Duration longest = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 5));
    Duration bounded = longest.compareTo(LONGEST_PAUSE) < 0 ? longest : LONGEST_PAUSE;
    return bounded.plusMillis((long) (bounded.toMillis() * JITTER * fetches.jitter()));
  }
}
