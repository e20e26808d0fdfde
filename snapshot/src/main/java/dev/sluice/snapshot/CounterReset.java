package dev.sluice.snapshot;

import java.util.List;

/**
 * That what was counted for a key of a limit is to be forgotten, by all replicas that share it.
 *
 * @param parts texts of the key, in the order of its parts: somebody's name, perhaps, or a
 *     credential, and never printed
 */
public record CounterReset(ObjectKey policy, String limit, List<String> parts) {
  private static final int MOST_PARTS = 64;
  private static final int LONGEST = 64 << 10;

  public CounterReset {
    parts = List.copyOf(parts);
    if (limit.length() > LONGEST
        || parts.size() > MOST_PARTS
        || parts.stream().mapToLong(String::length).sum() > LONGEST) {
      throw new IllegalArgumentException("its parts are too long");
    }
  }

  @Override
  public String toString() {
    return policy + "/" + limit;
  }
}
