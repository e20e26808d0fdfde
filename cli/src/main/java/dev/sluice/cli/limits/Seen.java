package dev.sluice.cli.limits;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was seen of one limit.
 *
 * @param allowed requests
 * @param refused requests, or that would have been, of all tiers
 * @param peaks how many windows of keys had at most which peak, and more than the one before
 */
public record Seen(
    Name name,
    Shape shape,
    long allowed,
    long refused,
    NavigableMap<Long, Long> peaks,
    List<Heavy> heavy) {
  public Seen {
    peaks = new TreeMap<>(peaks);
    heavy = List.copyOf(heavy);
  }

  /**
   * Which limit.
   *
   * @param policy {@code namespace/name}
   * @param tier empty for those who have none
   * @param millis its window
   */
  public record Name(String policy, String limit, String tier, long millis)
      implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return policy + "/" + limit + (tier.isEmpty() ? "" : ", tier " + tier);
    }
  }

  /**
   * What the pages of data planes tell besides; empty where only metrics are at hand.
   *
   * @param mode {@code Enforce} or {@code Shadow}
   * @param store {@code Local}, {@code Cluster} or {@code Redis}
   */
  public record Shape(String mode, String store, String algorithm) {
    public static final Shape UNKNOWN = new Shape("", "", "");

    boolean isBucket() {
      return algorithm.equals("TokenBucket");
    }
  }

  /** Who was refused, or would have been. */
  public record Heavy(String key, long refused) {}

  long windows() {
    return peaks.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What was asked in them all. */
  private double asked() {
    return peaks.entrySet().stream().mapToDouble(e -> (double) e.getKey() * e.getValue()).sum();
  }

  /** The peak that so many of the windows do not exceed. */
  public long quantile(double part) {
    double left = part * windows();
    for (var step : peaks.entrySet()) {
      left -= step.getValue();
      if (left <= 1e-9) {
        return step.getKey();
      }
    }
    return peaks.isEmpty() ? 0 : peaks.lastKey();
  }

  /** The smallest amount that would have refused at most that part of what was asked. */
  public long amount(double part) {
    double most = part * asked();
    double above = 0;
    double windows = 0;
    long amount = 0;
    for (long peak : peaks.descendingMap().keySet()) {
      // With this peak as the amount, all larger ones are cut down to it.
      if (above - windows * peak > most) {
        break;
      }
      amount = peak;
      above += (double) peak * peaks.getOrDefault(peak, 0L);
      windows += peaks.getOrDefault(peak, 0L);
    }
    // A little below it, as far as what is refused then is not too much.
    return windows == 0 ? 0 : Math.min(amount, (long) Math.ceil((above - most) / windows));
  }
}
