package dev.sluice.dataplane.auth.jwt;

import dev.sluice.snapshot.IdentityProvider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one provider asks of the claims of a token (RFC 7519, section 4.1). */
final class ClaimRules {
  /** Far beyond all that issuers mean by never, and safe to reckon with in milliseconds. */
  private static final long LATEST = 1L << 48;

  private final String issuer;
  private final Set<String> audiences;
  private final List<String> required;
  private final long skewSeconds;

  ClaimRules(IdentityProvider.Jwt provider) {
    this(
        provider.issuer(),
        provider.audiences(),
        provider.requiredClaims(),
        provider.clockSkewSeconds());
  }

  ClaimRules(String issuer, List<String> audiences, List<String> required, long skewSeconds) {
    this.issuer = issuer;
    this.audiences = Set.copyOf(audiences);
    this.required = List.copyOf(required);
    this.skewSeconds = skewSeconds;
  }

  /** Whether the token says that it is of this issuer. */
  boolean isOurs(Map<String, @Nullable Object> claims) {
    return issuer.equals(claims.get("iss"));
  }

  /**
   * @param nowMillis since the epoch
   * @return until when the token is good, likewise
   */
  long judge(Map<String, @Nullable Object> claims, long nowMillis) throws BadToken {
    if (!audiences.isEmpty() && !isForUs(claims.get("aud"))) {
      throw BadToken.AUDIENCE;
    }
    if (!claims.containsKey("exp")) {
      throw BadToken.NO_EXPIRY;
    }
    long skewMillis = skewSeconds * 1_000;
    long until = millis(claims.get("exp")) + skewMillis;
    if (nowMillis >= until) {
      throw BadToken.EXPIRED;
    }
    for (String name : List.of("nbf", "iat")) {
      if (claims.containsKey(name) && millis(claims.get(name)) - skewMillis > nowMillis) {
        throw BadToken.TOO_EARLY;
      }
    }
    for (String name : required) {
      if (isNothing(claims.get(name))) {
        throw BadToken.CLAIM_MISSING;
      }
    }
    return until;
  }

  private boolean isForUs(@Nullable Object audience) throws BadToken {
    if (audience instanceof String one) {
      return audiences.contains(one);
    }
    if (!(audience instanceof Collection<?> several)) {
      return false;
    }
    boolean ours = false;
    for (Object each : several) {
      if (!(each instanceof String one)) {
        throw BadToken.CLAIM_FORM;
      }
      ours |= audiences.contains(one);
    }
    return ours;
  }

  /** NumericDate (RFC 7519, section 2): seconds, which may have a fraction. */
  private static long millis(@Nullable Object value) throws BadToken {
    double seconds =
        switch (value) {
          case Integer whole -> whole;
          case Long whole -> whole;
          case Double real -> real;
          case null, default -> Double.NaN;
        };
    if (!(seconds >= 0 && seconds <= LATEST)) {
      throw BadToken.CLAIM_FORM;
    }
    return (long) (seconds * 1_000);
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null
        || value instanceof String text && text.isEmpty()
        || value instanceof Collection<?> list && list.isEmpty();
  }
}
