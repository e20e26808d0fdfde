package dev.sluice.compiler;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One result for each key, mostly an object, kept until it is gone or its inputs differ. */
final class Memo<K, V> {
  private Map<K, V> before = new HashMap<>();
  private Map<K, V> now = new HashMap<>();

  /**
   * @param stillHolds whether the result of an earlier compilation is what {@code compute} would
   *     give
   */
  V get(K key, Predicate<V> stillHolds, Supplier<V> compute) {
    @Nullable V earlier = before.get(key);
    V value = earlier != null && stillHolds.test(earlier) ? earlier : compute.get();
    now.put(key, value);
    return value;
  }

  /** To be called after each compilation: what was not asked for is forgotten. */
  void turn() {
    before = now;
    now = HashMap.newHashMap(before.size());
  }
}
