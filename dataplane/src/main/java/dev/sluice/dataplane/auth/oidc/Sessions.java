package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.oidc.OpenSessions.Opened;
import dev.sluice.dataplane.auth.oidc.Refreshes.Result;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.identity.Identity;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Judges the sessions that browsers bring, and keeps them going. */
final class Sessions {
  /** Cookies are written anew so often, at most, because somebody was here. */
  private static final long MOST_SELDOM = 60;

  private final Relying relying;
  private final Logins logins;
  private final Refreshes refreshes;
  private final OpenSessions open = new OpenSessions();
  private final long lifetime;
  private final long idle;

  Sessions(Relying relying, Logins logins) {
    this.relying = relying;
    this.logins = logins;
    this.refreshes = new Refreshes(relying);
    this.lifetime = relying.section().sessionLifetimeSeconds();
    this.idle = relying.section().idleTimeoutSeconds();
  }

  int remembered() {
    return open.size();
  }

  Outcome judge(Browser browser, Logins.Wish wish) {
    String sealed = relying.jar().session(browser);
    if (sealed == null) {
      return Outcome.ABSENT;
    }
    Opened opened = opened(sealed);
    if (opened == null) {
      return over(browser, wish, "a session cookie that is none of ours");
    }
    Session session = opened.session();
    long now = relying.seconds();
    if (!session.host().equals(browser.host())) {
      return over(browser, wish, "a session of another host");
    }
    if (now >= end(session)) {
      return over(browser, wish, "the session has ended");
    }
    if (relying.issuer().ended().has(session.id())) {
      return over(browser, wish, "the session was ended by a logout");
    }
    if (session.isDue(now)) {
      return refreshed(browser, wish, opened);
    }
    if (session.isExpired(now) && relying.section().forwardAccessToken()) {
      return over(browser, wish, "the access token has expired, and there is none to refresh it");
    }
    if (now - session.seen() >= Math.min(MOST_SELDOM, Math.max(1, idle / 4))) {
      return renewed(browser, session.seenAt(now));
    }
    return opened.known();
  }

  private long end(Session session) {
    return Math.min(session.begun() + lifetime, session.seen() + idle);
  }

  private @Nullable Opened opened(String sealed) {
    Opened known = open.get(sealed, relying.seconds());
    if (known != null) {
      return known;
    }
    byte[] bytes = relying.sessions().open(sealed);
    Session session = bytes == null ? null : Parts.session(bytes);
    return session == null ? null : remember(sealed, session);
  }

  private @Nullable Opened remember(String sealed, Session session) {
    Identity identity = relying.identity(session);
    if (identity == null) {
      return null;
    }
    Opened opened = new Opened(session, new Outcome.Known(identity));
    long end = end(session);
    if (end > relying.seconds()) {
      open.put(sealed, opened, end);
    }
    return opened;
  }

  private Outcome renewed(Browser browser, Session session) {
    return told(browser, session, relying.sessions().close(Parts.of(session)));
  }

  private Outcome told(Browser browser, Session session, String sealed) {
    Opened opened = opened(sealed);
    if (opened == null) {
      return new Outcome.Refused("the session has no claims that can be read");
    }
    try {
      return new Outcome.Telling(relying.write(browser, session, sealed), opened.known());
    } catch (LoginRefused e) {
      return Relying.refusal(e);
    }
  }

  /** Who finds that it is time waits for it; others go on while the old tokens hold. */
  private Outcome refreshed(Browser browser, Logins.Wish wish, Opened opened) {
    Session session = opened.session();
    CompletableFuture<Result> known = refreshes.known(session);
    if (known != null && !known.isDone() && !session.isExpired(relying.seconds())) {
      return opened.known();
    }
    CompletableFuture<Result> result = known == null ? refreshes.of(session, browser) : known;
    return result.isDone()
        ? after(result.join(), browser, wish, opened)
        : new Outcome.Later(result.thenApply(done -> after(done, browser, wish, opened)));
  }

  private Outcome after(Result result, Browser browser, Logins.Wish wish, Opened opened) {
    boolean holds = !opened.session().isExpired(relying.seconds());
    return switch (result) {
      case Result.Renewed(Session session, String sealed) -> told(browser, session, sealed);
      case Result.Over(String reason) ->
          // Another replica may have been first, and its cookie be under way.
          holds ? opened.known() : over(browser, wish, reason);
      case Result.Failed(String reason) -> holds ? opened.known() : new Outcome.Unavailable(reason);
    };
  }

  /** People are sent to log in; whoever else asks is refused. Both without the old cookie. */
  private Outcome over(Browser browser, Logins.Wish wish, String why) {
    Outcome outcome =
        wish.navigates() ? logins.begin(browser, wish, why) : new Outcome.Refused(why);
    return new Outcome.Telling(relying.jar().removeSession(browser), outcome);
  }

  /** The session that a browser brings, good for nothing from now on; null if there is none. */
  @Nullable Session end(Browser browser) {
    String sealed = relying.jar().session(browser);
    Opened opened = sealed == null ? null : opened(sealed);
    if (opened == null || !opened.session().host().equals(browser.host())) {
      return null;
    }
    relying.issuer().ended().add(opened.session().id(), relying.seconds());
    return opened.session();
  }
}
