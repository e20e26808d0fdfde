package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.memory.TwoGenerations;
import org.jspecify.annotations.Nullable;

/**
 * The last answers by the whole text of their tokens: with one character changed it is another
 * token. Those that call a token good stand by themselves, so that others, of which there are as
 * many as somebody likes, push none of them out.
 */
final class HeldAnswers {
  /** Of one generation, in bytes, reckoned. */
  private static final long MOST_GOOD = 16 << 20;

  private static final long MOST_OTHERS = 4 << 20;

  /** For the identity and what it hangs on, besides the texts. */
  private static final long OVERHEAD = 1_024;

  private final TwoGenerations<String, HeldAnswer> good = new TwoGenerations<>(MOST_GOOD);
  private final TwoGenerations<String, HeldAnswer> others = new TwoGenerations<>(MOST_OTHERS);

  /** Null if there is none, or it does not hold any more. */
  @Nullable HeldAnswer get(String text, long nowMillis) {
    HeldAnswer held = good.get(text, nowMillis);
    return held != null ? held : others.get(text, nowMillis);
  }

  void good(String text, HeldAnswer answer, long until) {
    good.put(text, answer, until, weight(text));
    others.remove(text);
  }

  void other(String text, HeldAnswer answer, long until) {
    others.put(text, answer, until, weight(text));
    good.remove(text);
  }

  private static long weight(String text) {
    return 2L * text.length() + OVERHEAD;
  }

  int size() {
    return good.size() + others.size();
  }
}
