package dev.sluice.matching;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the longest key that a text begins (or ends) with, where a key stops at a delimiter: path
 * prefixes by whole segments, host suffixes by whole labels. One pass over the text, no allocation,
 * whatever the number of keys.
 *
 * <p>An open hash table under a rolling hash of the text. The multiplier is drawn for each process,
 * so that nobody can write resources whose keys collide.
 */
public final class SpanMap<V> {
  private static final long MULTIPLIER = new SecureRandom().nextLong() | 1;

  /** A key with its value and the next shorter key that spans the same texts. */
  public record Entry<V>(String key, long hash, V value, @Nullable Entry<V> shorter) {}

  /** From which end of the text keys are read. */
  public enum Direction {
    FROM_START,
    FROM_END
  }

  private final Direction direction;
  private final char delimiter;
  private final int longest;
  private final @Nullable Entry<V>[] table;

  public SpanMap(Direction direction, char delimiter, Map<String, V> entries) {
    this.direction = direction;
    this.delimiter = delimiter;
    this.longest = entries.keySet().stream().mapToInt(String::length).max().orElse(-1);
    this.table = emptyTable(entries.size());
    // Shorter keys first, so that each key finds the next shorter one already in the table.
    entries.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getKey().length()))
        .forEach(entry -> add(entry.getKey(), entry.getValue()));
  }

  /** The longest key that spans the text, or null. */
  public @Nullable Entry<V> find(String text) {
    if (longest < 0) {
      return null;
    }
    Entry<V> found = null;
    long hash = 0;
    int length = text.length();
    int limit = Math.min(length, longest);
    for (int span = 0; span <= limit; span++) {
      if (span == length || charAt(text, span) == delimiter) {
        Entry<V> entry = get(text, span, hash);
        found = entry == null ? found : entry;
      }
      if (span < limit) {
        hash = hash * MULTIPLIER + charAt(text, span) + 1;
      }
    }
    return found;
  }

  private void add(String key, V value) {
    long hash = 0;
    for (int span = 0; span < key.length(); span++) {
      hash = hash * MULTIPLIER + charAt(key, span) + 1;
    }
    int slot = slot(hash);
    while (table[slot] != null) {
      slot = slot + 1 & table.length - 1;
    }
    table[slot] = new Entry<>(key, hash, value, find(key));
  }

  private @Nullable Entry<V> get(String text, int span, long hash) {
    int slot = slot(hash);
    for (Entry<V> entry = table[slot]; entry != null; entry = table[slot]) {
      if (entry.hash == hash && entry.key.length() == span && spans(text, entry.key)) {
        return entry;
      }
      slot = slot + 1 & table.length - 1;
    }
    return null;
  }

  private boolean spans(String text, String key) {
    return switch (direction) {
      case FROM_START -> text.startsWith(key);
      case FROM_END -> text.endsWith(key);
    };
  }

  private char charAt(String text, int offset) {
    return switch (direction) {
      case FROM_START -> text.charAt(offset);
      case FROM_END -> text.charAt(text.length() - 1 - offset);
    };
  }

  private int slot(long hash) {
    long mixed = hash * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & table.length - 1;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <V> @Nullable Entry<V>[] emptyTable(int entries) {
    int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, entries)) * 4);
    @Nullable Entry<V>[] table = (@Nullable Entry<V>[]) new Entry[capacity];
    Arrays.fill(table, null);
    return table;
  }
}
