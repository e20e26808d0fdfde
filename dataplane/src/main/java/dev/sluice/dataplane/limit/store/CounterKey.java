package dev.sluice.dataplane.limit.store;

/**
 * Which counter: 128 bits of a hash of the policy, the limit, its amount and the values of its key.
 * Every data plane makes the same of the same, and nobody can find two that agree.
 *
 * @param high decides on which server of several it lies
 */
public record CounterKey(long high, long low) {
  private static final int HALF = 16;

  /** What {@link #toString()} has written. */
  public static CounterKey parse(String digits) {
    return new CounterKey(
        Long.parseUnsignedLong(digits, 0, HALF, HALF),
        Long.parseUnsignedLong(digits, HALF, digits.length(), HALF));
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
