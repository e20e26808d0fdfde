package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.exchange.LimitNotes;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;

/**
 * What answers tell of limits: {@code X-RateLimit-*} of the tightest, and {@code RateLimit} and
 * {@code RateLimit-Policy} of all (draft-ietf-httpapi-ratelimit-headers-10), which are lists of
 * strings with parameters (RFC 9651). Written when the request comes, so that a backend's fields of
 * the same names stay behind.
 */
final class LimitFields {
  private static final HttpString LIMIT = new HttpString("X-RateLimit-Limit");
  private static final HttpString REMAINING = new HttpString("X-RateLimit-Remaining");
  private static final HttpString RESET = new HttpString("X-RateLimit-Reset");
  private static final HttpString POLICY = new HttpString("RateLimit-Policy");
  private static final HttpString QUOTA = new HttpString("RateLimit");
  private static final HttpString SHADOW = new HttpString("X-RateLimit-Shadow");

  private static final long NANOS = 1_000_000_000;
  private static final String[] SMALL = new String[4_096];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = Integer.toString(i);
    }
  }

  private LimitFields() {}

  static void met(Ask ask, long seconds, LimitNotes notes) {
    String left = text(ask.left());
    if (ask instanceof SlotAsk) {
      notes.met(ask.policy(), ask.limit().quota() + left, ask.most(), ask.left());
    } else {
      String reset = text(seconds);
      String quota = ask.limit().quota() + left + ";t=" + reset;
      notes.met(ask.policy(), quota, ask.most(), ask.left(), seconds);
    }
  }

  static void write(HeaderMap answer, LimitNotes notes) {
    if (notes.hasTightest()) {
      answer.put(LIMIT, notes.most());
      answer.put(REMAINING, text(notes.least()));
      answer.put(RESET, text(notes.reset()));
    }
    if (!notes.policies().isEmpty()) {
      answer.put(POLICY, notes.policies());
      answer.put(QUOTA, notes.quotas());
    }
  }

  /** A policy that is only tried out would have refused. */
  static void shadow(HeaderMap answer, String limit) {
    answer.add(SHADOW, limit);
  }

  /**
   * Member of {@code RateLimit-Policy}.
   *
   * @param quota what there is at most, as in {@code X-RateLimit-Limit}: never less than is left
   */
  static String policy(String label, long quota, long seconds, boolean cost) {
    return quoted(label) + ";q=" + quota + ";w=" + seconds + (cost ? ";qu=\"cost\"" : "");
  }

  /** Likewise, of a limit that has no window. */
  static String policy(String label, long most) {
    return quoted(label) + ";q=" + most + ";qu=\"concurrent-requests\"";
  }

  /** How a member of {@code RateLimit} begins. */
  static String quota(String label) {
    return quoted(label) + ";r=";
  }

  /** RFC 9651, section 4.1.6; names of limits are plain, but nobody shall have to know that. */
  private static String quoted(String label) {
    StringBuilder text = new StringBuilder(label.length() + 2).append('"');
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return text.append('"').toString();
  }

  /** Never too early: rounded up, and at least one. */
  static long seconds(long nanos) {
    return Math.max(1, nanos / NANOS + (nanos % NANOS == 0 ? 0 : 1));
  }

  static String text(long number) {
    return number >= 0 && number < SMALL.length ? SMALL[(int) number] : Long.toString(number);
  }
}
