package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.auth.oidc.NewestCookies.Written;
import dev.sluice.dataplane.auth.oidc.OpenSessions.Opened;
import dev.sluice.dataplane.auth.oidc.Refreshes.Result;
import dev.sluice.dataplane.auth.provider.Authenticator.Outcome;
import dev.sluice.dataplane.reply.AnswerField;
import java.util.List;
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
  private final long idle;

  Sessions(Relying relying, Logins logins) {
    this.relying = relying;
    this.logins = logins;
    this.refreshes = new Refreshes(relying);
    this.idle = relying.section().idleTimeoutSeconds();
  }

  int remembered() {
    return open.size();
  }

  Outcome judge(Browser browser, Logins.Wish wish) {
    String sealed = relying.jar().session(browser);
    // Over plain http anybody on the way may have put it there, as anybody may take it.
    if (sealed == null || !relying.isSafe(browser)) {
      return Outcome.ABSENT;
    }
    Opened opened = opened(sealed);
    if (opened == null) {
      return over(browser, wish, null, "a session cookie that is none of ours");
    }
    Session session = opened.session();
    long now = relying.seconds();
    if (!session.host().equals(browser.host())) {
      return over(browser, wish, session, "a session of another host");
    }
    if (now >= end(session)) {
      return over(browser, wish, session, "the session has ended");
    }
    Outcome why = whyNot(browser, wish, opened);
    if (why != null) {
      return why;
    }
    if (session.isDue(now)) {
      return refreshed(browser, wish, opened);
    }
    if (session.isExpired(now) && relying.section().forwardAccessToken()) {
      return over(
          browser, wish, session, "the access token has expired, and there is none to refresh it");
    }
    if (now - session.seen() >= Math.min(MOST_SELDOM, Math.max(1, idle / 4))) {
      return told(browser, relying.written(session.seenAt(now)));
    }
    return opened.known();
  }

  /** Null if neither its owner nor anybody else has ended it. */
  private @Nullable Outcome whyNot(Browser browser, Logins.Wish wish, Opened opened) {
    Session session = opened.session();
    if (relying.issuer().ended().has(session.id())) {
      return over(browser, wish, session, "the session was ended");
    }
    Outcome why = relying.takenBack(opened);
    if (why instanceof Outcome.Refused(String reason)) {
      // For good: tokens that it was given since, or is being given, do not go on with it.
      relying.issuer().ended().add(session.id(), relying.seconds());
      return over(browser, wish, session, reason);
    }
    return why;
  }

  private long end(Session session) {
    return Math.min(relying.end(session), session.seen() + idle);
  }

  private @Nullable Opened opened(String sealed) {
    Opened known = open.get(sealed, relying.seconds());
    if (known != null) {
      return known;
    }
    byte[] bytes = relying.sessions().open(sealed);
    Session session = bytes == null ? null : Parts.session(bytes);
    Opened opened = session == null ? null : relying.opened(session);
    if (opened != null && end(opened.session()) > relying.seconds()) {
      open.put(sealed, opened, end(opened.session()));
    }
    return opened;
  }

  private Outcome told(Browser browser, Written written) {
    Opened opened = opened(written.sealed());
    if (opened == null) {
      return new Outcome.Refused("the session has no claims that can be read");
    }
    relying.remember(written);
    try {
      List<AnswerField> fields = relying.write(browser, written);
      return new Outcome.Telling(() -> newest(browser, written, fields), opened.known());
    } catch (LoginRefused e) {
      return Relying.refusal(e);
    }
  }

  /**
   * @param fields of what was the newest when the request came
   */
  private List<AnswerField> newest(Browser browser, Written written, List<AnswerField> fields) {
    Written last = relying.issuer().cookies().insteadOf(written, relying.seconds());
    if (last == written) {
      return fields;
    }
    try {
      return last == null ? List.of() : relying.write(browser, last);
    } catch (LoginRefused e) {
      // Whoever brought it was told.
      return List.of();
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
    Opened now =
        result instanceof Result.Renewed(Written written) ? opened(written.sealed()) : opened;
    Outcome why = whyNot(browser, wish, now == null ? opened : now);
    if (why != null) {
      return why;
    }
    boolean holds = !opened.session().isExpired(relying.seconds());
    return switch (result) {
      case Result.Renewed(Written written) -> told(browser, written);
      case Result.Over(String reason) ->
          // Another replica may have been first, and its cookie be under way.
          holds ? opened.known() : over(browser, wish, opened.session(), reason);
      case Result.Failed(String reason) -> holds ? opened.known() : new Outcome.Unavailable(reason);
    };
  }

  /**
   * People are sent to log in; whoever else asks is refused. Both without the old cookie.
   *
   * @param session null if there is none in the cookie
   */
  private Outcome over(Browser browser, Logins.Wish wish, @Nullable Session session, String why) {
    Outcome outcome =
        wish.navigates() ? logins.begin(browser, wish, why) : new Outcome.Refused(why);
    return new Outcome.Telling(
        () ->
            session != null && relying.issuer().cookies().areOvertaken(session, relying.seconds())
                ? List.of()
                : relying.jar().removeSession(browser),
        outcome);
  }

  /** The session that a browser brings, good for nothing from now on; null if there is none. */
  @Nullable Opened end(Browser browser) {
    Opened opened = brought(browser);
    if (opened != null) {
      relying.issuer().ended().add(opened.session().id(), relying.seconds());
    }
    return opened;
  }

  /** The browser that brings it gets another. */
  void replaced(Browser browser) {
    Opened opened = brought(browser);
    if (opened != null) {
      relying.issuer().cookies().replaced(opened.session(), relying.end(opened.session()));
    }
  }

  private @Nullable Opened brought(Browser browser) {
    String sealed = relying.jar().session(browser);
    Opened opened = sealed == null ? null : opened(sealed);
    return opened == null || !opened.session().host().equals(browser.host()) ? null : opened;
  }
}
