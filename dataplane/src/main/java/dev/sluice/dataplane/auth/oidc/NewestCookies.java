package dev.sluice.dataplane.auth.oidc;

import dev.sluice.dataplane.memory.TwoGenerations;
import org.jspecify.annotations.Nullable;

/**
 * What was written last into the cookies of each session. Answers take as long as backends do:
 * meanwhile another may have brought the browser newer tokens, another login, or the end of the
 * session, and an answer that comes late must undo none of that.
 */
final class NewestCookies {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST = 16 << 20;

  private static final long OVERHEAD = 1_024;

  private final SeenLately ended;
  private final TwoGenerations<String, Cookies> newest = new TwoGenerations<>(MOST);

  private sealed interface Cookies {}

  /**
   * A session in its cookies.
   *
   * @param sealed as {@link Jar} takes it
   */
  record Written(Session session, String sealed) implements Cookies {
    private boolean isNewerThan(Session other) {
      return session.accessSince() != other.accessSince()
          ? session.accessSince() > other.accessSince()
          : session.seen() > other.seen();
    }

    @Override
    public String toString() {
      return session.toString();
    }
  }

  /** The browser has another session now. */
  private record Another() implements Cookies {}

  /**
   * @param ended ids of sessions that are over
   */
  NewestCookies(SeenLately ended) {
    this.ended = ended;
  }

  /**
   * @param until in seconds, as {@code now} of the others
   */
  synchronized void add(Written written, long now, long until) {
    Session session = written.session();
    Cookies before = newest.get(session.id(), now);
    boolean isNewest =
        switch (before) {
          case null -> true;
          case Written known -> written.isNewerThan(known.session());
          case Another another -> false;
        };
    if (isNewest) {
      newest.put(session.id(), written, until, 3L * written.sealed().length() + OVERHEAD);
    }
  }

  /** Another login has taken the place of the session in its browser. */
  synchronized void replaced(Session session, long until) {
    newest.put(session.id(), new Another(), until, OVERHEAD);
  }

  /** What to write where these were to be written; null: nothing. */
  @Nullable Written insteadOf(Written mine, long now) {
    if (ended.has(mine.session().id())) {
      return null;
    }
    return switch (newest.get(mine.session().id(), now)) {
      case null -> mine;
      case Written known -> known.isNewerThan(mine.session()) ? known : mine;
      case Another another -> null;
    };
  }

  /** Whether the browser has something by now that is good, in the place of these. */
  boolean areOvertaken(Session session, long now) {
    return switch (newest.get(session.id(), now)) {
      case null -> false;
      case Written known -> !ended.has(session.id()) && known.isNewerThan(session);
      case Another another -> true;
    };
  }
}
