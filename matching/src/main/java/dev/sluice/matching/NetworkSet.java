package dev.sluice.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Networks, to ask whether an address is in any: ranges that neither touch nor overlap, in order,
 * and a binary search. A hundred thousand networks take 17 steps, no allocation, and 16 bytes each
 * (IPv4) or 32 (IPv6). Immutable, safe for all threads.
 */
public final class NetworkSet {
  static final NetworkSet NOTHING = of(List.of());
  static final NetworkSet EVERYTHING = of(List.of("0.0.0.0/0", "::/0"));

  private final long[] v4Starts;
  private final long[] v4Ends;

  /** Of each address the first half and then the second. */
  private final long[] v6Starts;

  private final long[] v6Ends;
  private final int networks;

  private record Range(IpAddress start, IpAddress end) {}

  private NetworkSet(List<Range> v4, List<Range> v6, int networks) {
    this.v4Starts = v4.stream().mapToLong(range -> v4(range.start())).toArray();
    this.v4Ends = v4.stream().mapToLong(range -> v4(range.end())).toArray();
    this.v6Starts = v6.stream().flatMapToLong(range -> halves(range.start())).toArray();
    this.v6Ends = v6.stream().flatMapToLong(range -> halves(range.end())).toArray();
    this.networks = networks;
  }

  /**
   * @throws IllegalArgumentException if a text is no network; the compiler has seen to that
   */
  public static NetworkSet of(List<String> cidrs) {
    List<Range> v4 = new ArrayList<>();
    List<Range> v6 = new ArrayList<>();
    for (String text : cidrs) {
      Cidr cidr =
          Cidr.parse(text)
              .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no network"));
      (cidr.network().isV4() ? v4 : v6).add(new Range(cidr.network(), cidr.last()));
    }
    return new NetworkSet(merged(v4), merged(v6), cidrs.size());
  }

  /** Networks either contain one another or have nothing in common, so the larger ones do. */
  private static List<Range> merged(List<Range> ranges) {
    Comparator<Range> byStart =
        (one, other) -> Arrays.compareUnsigned(one.start().octets(), other.start().octets());
    Comparator<Range> byEnd =
        (one, other) -> Arrays.compareUnsigned(one.end().octets(), other.end().octets());
    ranges.sort(byStart.thenComparing(byEnd.reversed()));
    List<Range> merged = new ArrayList<>();
    for (Range range : ranges) {
      if (merged.isEmpty() || byEnd.compare(merged.getLast(), range) < 0) {
        merged.add(range);
      }
    }
    return merged;
  }

  public boolean contains(IpAddress address) {
    if (address.isV4()) {
      int at = Arrays.binarySearch(v4Starts, v4(address));
      int index = at >= 0 ? at : -at - 2;
      return index >= 0 && v4(address) <= v4Ends[index];
    }
    long first = address.half(0);
    long second = address.half(1);
    int low = 0;
    int high = v6Starts.length / 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(v6Starts, middle, first, second) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // The last that begins there or before.
    return low > 0 && compare(v6Ends, low - 1, first, second) >= 0;
  }

  private static int compare(long[] halves, int index, long first, long second) {
    int compared = Long.compareUnsigned(halves[2 * index], first);
    return compared == 0 ? Long.compareUnsigned(halves[2 * index + 1], second) : compared;
  }

  private static LongStream halves(IpAddress address) {
    return LongStream.of(address.half(0), address.half(1));
  }

  private static long v4(IpAddress address) {
    return (long) address.octet(0) << 24
        | address.octet(1) << 16
        | address.octet(2) << 8
        | address.octet(3);
  }

  @Override
  public String toString() {
    return networks + " networks";
  }
}
