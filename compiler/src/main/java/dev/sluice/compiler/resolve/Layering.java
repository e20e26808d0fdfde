package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.PolicyOrigin;

/** How the values that several layers give for one setting become one. */
interface Layering<V> {
  /** The value with a note of who gave it, where it has a place for that. */
  default V from(V value, PolicyOrigin origin) {
    return value;
  }

  /** What routes contributed to a value that was served before. */
  default V ofRoute(V served) {
    return served;
  }

  /**
   * What holds when a data plane overrides.
   *
   * @param override what the data plane says
   * @param said what would hold without that
   */
  default V over(V override, V said) {
    return override;
  }

  /** Whether the override is what holds, so that it is named as the origin. */
  default boolean prevails(V override, V said) {
    return true;
  }

  /**
   * Whether what a route says still counts beside an override, so that both are named as its
   * origins: whoever serves the rule as it was before must know that there was more than the
   * override.
   */
  default boolean keepsBoth() {
    return false;
  }

  /** Among layers the stronger's value stands alone; an override is the least that holds. */
  static <V extends Comparable<V>> Layering<V> least() {
    return new Layering<>() {
      @Override
      public boolean prevails(V override, V said) {
        return override.compareTo(said) >= 0;
      }

      @Override
      public V over(V override, V said) {
        return prevails(override, said) ? override : said;
      }
    };
  }

  /** The stronger layer's value stands alone. */
  static <V> Layering<V> replacing() {
    return new Layering<>() {};
  }
}
