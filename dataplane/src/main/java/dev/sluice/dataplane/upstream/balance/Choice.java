package dev.sluice.dataplane.upstream.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A way to choose one of a group that is not empty. May be used by any number of threads. */
public interface Choice<C extends Candidate> {
  /** Of a request that has no key, or whose key nobody asks for. */
  long NO_KEY = 0;

  /**
   * @param key hash of what equal requests have in common, or {@link #NO_KEY}
   */
  C choose(Dice dice, long key);

  /**
   * The same among those that pass a test; null if none does. Seldom asked, and may take longer.
   *
   * @param fit may throw dice of its own, so that it is asked once for each candidate and choice
   */
  @Nullable C choose(Dice dice, long key, Predicate<? super C> fit);
}
