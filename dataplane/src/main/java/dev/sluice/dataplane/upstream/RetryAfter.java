package dev.sluice.dataplane.upstream;

import io.undertow.util.DateUtils;
import java.time.Instant;
import java.util.Date;

/** {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {
  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /**
   * @return how long to wait from now; 0 if the field is absent, malformed or in the past
   */
  static long millis(String value, Instant now) {
    if (value.isEmpty()) {
      return 0;
    }
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(value) * 1_000;
    }
    Date date = DateUtils.parseDate(value);
    return date == null ? 0 : Math.max(0, date.getTime() - now.toEpochMilli());
  }
}
