package dev.sluice.dataplane.limit.count;

/**
 * How many keys of a limit may have a counter: as many as fit into so many bytes even if each of
 * them takes as much as it may, so that no flood of keys takes more memory than that.
 *
 * @param keys at most
 */
public record Room(int keys) {
  /** For one limit. */
  static final long MOST_BYTES = 64L << 20;

  /** More clients at a time than that are forgotten, those first who used least. */
  private static final int MOST_KEYS = 1 << 17;

  /** Of a limit without a key: one for each tier and route. */
  private static final int FEW_KEYS = 1 << 10;

  /** The place, the tag and the entry with its hash. */
  private static final int BYTES_OF_PLACE = 4 + 4 + 40;

  /** Of a limit that counts in no such counter. */
  public static final Room NONE = new Room(0);

  /** Of a limit that has a counter for each tier and route. */
  public static final Room FEW = new Room(FEW_KEYS);

  /**
   * Of windows in which nothing is charged but what was taken.
   *
   * @param most of the largest
   */
  public static Room ofWindows(long most) {
    return of(SlidingWindow.bytes(most));
  }

  /** Of windows in which answers are charged, each of them maybe at a time of its own. */
  public static Room ofChargedWindows() {
    return ofWindows(Long.MAX_VALUE);
  }

  public static Room ofBuckets() {
    return of(TokenBucket.BYTES);
  }

  private static Room of(int bytesOfCounter) {
    long fit = MOST_BYTES / (BYTES_OF_PLACE + bytesOfCounter);
    // Tables have a power of two of places.
    return new Room((int) Math.min(MOST_KEYS, Long.highestOneBit(fit)));
  }
}
