package dev.sluice.dataplane.limit.count;

import java.util.List;
import java.util.stream.Stream;

/** Amounts of all sizes that a policy may have. */
final class Amounts {
  static final long SECOND = 1_000_000_000L;
  static final long MINUTE = 60 * SECOND;
  static final long DAY = 24 * 60 * MINUTE;

  private static final List<Long> WINDOWS =
      List.of(SECOND, 1_001_000_000L, 10 * SECOND, MINUTE, 60 * MINUTE, DAY, 31 * DAY);
  private static final List<Long> REQUESTS =
      List.of(1L, 2L, 7L, 100L, 254L, 255L, 1_000L, 999_983L, 1_000_000_000L);

  private Amounts() {}

  /** Without a burst: of a bucket, what flows in is its capacity. */
  static Stream<Amount> all() {
    return WINDOWS.stream()
        .flatMap(nanos -> REQUESTS.stream().map(count -> new Amount(count, nanos, count)));
  }

  /** Few enough that each request may have a batch of its own. */
  static Stream<Amount> small() {
    return all().filter(amount -> amount.most() <= 254);
  }

  static Stream<Amount> large() {
    return all().filter(amount -> amount.most() > 254);
  }

  static Amount perMinute(long requests) {
    return new Amount(requests, MINUTE, requests);
  }
}
