package dev.sluice.dataplane.auth.oidc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bounded set of texts that forgets: each is known for a time at least, unless there are too
 * many. Two generations, of which the older goes as a whole.
 */
final class SeenLately {
  private static final int MOST_LOGOUTS = 20_000;
  private static final long LONGEST_SESSION_SECONDS = 720 * 3_600;

  private final int most;
  private final long seconds;
  private Generation young;
  private Set<String> old = Set.of();

  private record Generation(Set<String> texts, long since) {}

  /**
   * @param most in each of two generations
   */
  SeenLately(int most, long seconds) {
    this.most = most;
    this.seconds = seconds;
    this.young = new Generation(texts(), 0);
  }

  /** Of sessions: as long as any may last, whatever a provider says now. */
  static SeenLately ofLogouts() {
    return new SeenLately(MOST_LOGOUTS, LONGEST_SESSION_SECONDS);
  }

  private static Set<String> texts() {
    return ConcurrentHashMap.newKeySet();
  }

  /**
   * @param now seconds since any moment
   * @return whether it is new
   */
  synchronized boolean add(String text, long now) {
    if (now - young.since >= seconds || young.texts.size() >= most) {
      old = now - young.since >= 2 * seconds ? Set.of() : young.texts;
      young = new Generation(texts(), now);
    }
    return !old.contains(text) && young.texts.add(text);
  }

  synchronized void remove(String text) {
    young.texts.remove(text);
    if (old.contains(text)) {
      Set<String> others = texts();
      others.addAll(old);
      others.remove(text);
      old = others;
    }
  }

  synchronized boolean has(String text) {
    return young.texts.contains(text) || old.contains(text);
  }
}
