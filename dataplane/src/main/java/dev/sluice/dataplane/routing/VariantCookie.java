package dev.sluice.dataplane.routing;

import dev.sluice.snapshot.Stickiness;
import io.undertow.util.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A client's variant as it stands in its cookie: {@code ID.EXPIRY.MAC}, with the variant's id, the
 * second since the epoch in base 36, and the first 16 bytes of HMAC-SHA256 over both and the
 * cookie's name. Nobody can choose a variant, or keep one for longer, by writing a cookie.
 */
final class VariantCookie {
  private static final int MAC_BYTES = 16;
  private static final int MAX_LENGTH = 64;

  private final String name;
  private final long ttlSeconds;
  private final CookieKey key;
  private final InstantSource clock;

  VariantCookie(Stickiness.ByCookie by, CookieKey key, InstantSource clock) {
    this.name = by.name();
    this.ttlSeconds = by.ttlSeconds();
    this.key = key;
    this.clock = clock;
  }

  /** What {@code Set-Cookie} says. */
  String assign(String variant, boolean secure) {
    long expiry = clock.instant().getEpochSecond() + ttlSeconds;
    String claim = variant + "." + Long.toString(expiry, Character.MAX_RADIX);
    return name
        + "="
        + claim
        + "."
        + mac(claim)
        + "; Path=/; Max-Age="
        + ttlSeconds
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  /**
   * The id of the variant that the request's cookies name with our signature, if they do.
   *
   * @param cookies lines of {@code Cookie}
   */
  @Nullable String variant(@Nullable HeaderValues cookies) {
    if (cookies == null) {
      return null;
    }
    for (String line : cookies) {
      int at = 0;
      while (at < line.length()) {
        int end = line.indexOf(';', at);
        end = end < 0 ? line.length() : end;
        String variant = variant(line, at, end);
        if (variant != null) {
          return variant;
        }
        at = end + 1;
      }
    }
    return null;
  }

  private @Nullable String variant(String line, int from, int to) {
    int start = from;
    while (start < to && line.charAt(start) == ' ') {
      start++;
    }
    int value = start + name.length() + 1;
    if (value >= to
        || to - value > MAX_LENGTH
        || line.charAt(value - 1) != '='
        || !line.startsWith(name, start)) {
      return null;
    }
    return verified(line.substring(value, to).stripTrailing());
  }

  private @Nullable String verified(String value) {
    int first = value.indexOf('.');
    int last = value.lastIndexOf('.');
    if (first <= 0 || last <= first + 1) {
      return null;
    }
    String claim = value.substring(0, last);
    boolean ours =
        MessageDigest.isEqual(
            mac(claim).getBytes(StandardCharsets.US_ASCII),
            value.substring(last + 1).getBytes(StandardCharsets.ISO_8859_1));
    return ours && !expired(value.substring(first + 1, last)) ? value.substring(0, first) : null;
  }

  private boolean expired(String expiry) {
    return Long.parseLong(expiry, Character.MAX_RADIX) <= clock.instant().getEpochSecond();
  }

  private String mac(String claim) {
    byte[] mac = key.sign((name + '=' + claim).getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac, MAC_BYTES));
  }
}
