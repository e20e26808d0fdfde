package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.oidc.Issuer.Known;
import dev.sluice.dataplane.auth.oidc.NewestCookies.Written;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * New tokens for sessions: one question for each, however many requests need it. The answer is kept
 * for a while, because requests that were under way bring the old cookie, and many issuers take a
 * refresh token once only.
 */
final class Refreshes {
  private static final int MOST = 10_000;
  private static final Duration KEPT = Duration.ofSeconds(60);
  private static final Duration KEPT_FAILURE = Duration.ofSeconds(5);

  private final Relying relying;

  /** By refresh token. */
  private final Map<String, CompletableFuture<Result>> results = new ConcurrentHashMap<>();

  Refreshes(Relying relying) {
    this.relying = relying;
  }

  /** What came of it. */
  sealed interface Result {
    record Renewed(Written written) implements Result {}

    /** The issuer does not go on with it. */
    record Over(String reason) implements Result {}

    /** Nobody can tell. */
    record Failed(String reason) implements Result {}
  }

  /** Null if nobody has asked yet. */
  @Nullable CompletableFuture<Result> known(Session session) {
    return results.get(session.refreshToken());
  }

  CompletableFuture<Result> of(Session session, Browser browser) {
    if (results.size() >= MOST) {
      return CompletableFuture.completedFuture(
          new Result.Failed("too many sessions are refreshed at a time"));
    }
    CompletableFuture<Result> mine = new CompletableFuture<>();
    CompletableFuture<Result> others = results.putIfAbsent(session.refreshToken(), mine);
    if (others != null) {
      return others;
    }
    relying
        .issuer()
        .<Result>ask(
            browser.address(),
            () -> refresh(session, browser),
            () -> new Result.Failed("too many sessions are refreshed at a time"))
        .whenComplete(
            (result, failure) -> {
              Result done =
                  failure == null ? result : new Result.Failed("fault of our own: " + failure);
              count(done);
              relying
                  .issuer()
                  .after(
                      done instanceof Result.Failed ? KEPT_FAILURE : KEPT,
                      () -> results.remove(session.refreshToken(), mine));
              mine.complete(done);
            });
    return mine;
  }

  private Result refresh(Session session, Browser browser) {
    Known known = relying.issuer().known();
    if (known == null) {
      return new Result.Failed("nothing is known of the issuer yet");
    }
    try {
      TokenReply reply =
          relying
              .tokens()
              .refresh(known.metadata(), known.keys(), session, relying.clock().getAsLong());
      Session renewed = relying.session(session.id(), browser, session.begun(), reply);
      Written written = relying.written(renewed);
      relying.remember(written);
      return new Result.Renewed(written);
    } catch (LoginRefused e) {
      return e.isTemporary() ? new Result.Failed(e.reason()) : new Result.Over(e.reason());
    }
  }

  private void count(Result result) {
    Tally tally = relying.issuer().tally();
    switch (result) {
      case Result.Renewed renewed -> tally.refreshesDone.increment();
      case Result.Over over -> tally.refreshesEnded.increment();
      case Result.Failed failed -> tally.refreshesFailed.increment();
    }
  }
}
