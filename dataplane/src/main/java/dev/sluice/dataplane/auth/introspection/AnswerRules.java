package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.auth.token.StrictJson;
import dev.sluice.dataplane.fetch.HttpAnswer;
import dev.sluice.snapshot.IdentityProvider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an issuer says of a token (RFC 7662, section 2.2). Only {@code "active": true}, and
 * nothing that looks like it, is good; what the standard does not allow is the issuer's fault and
 * not the token's.
 */
final class AnswerRules {
  /** Far beyond all that issuers mean by never, and safe to reckon with in milliseconds. */
  private static final long LATEST = 1L << 48;

  /** So far our clock may be behind the issuer's. */
  private static final long SKEW_MILLIS = 30_000;

  private static final Answer MALFORMED = failed("the issuer's answer is malformed");

  /** Or something before the issuer that takes a token for an attack, and answers 403. */
  private static final Answer UNKNOWN_CLIENT =
      failed("the issuer does not accept the gateway's own client id and secret");

  private final String issuer;
  private final Set<String> audiences;
  private final List<String> required;

  AnswerRules(IdentityProvider.Introspection provider) {
    issuer = provider.issuer();
    audiences = Set.copyOf(provider.audiences());
    required = provider.requiredClaims();
  }

  /**
   * @param nowMillis since the epoch
   */
  Answer judge(HttpAnswer http, long nowMillis) {
    if (http.status() == 401 || http.status() == 403) {
      return UNKNOWN_CLIENT;
    }
    if (http.status() != 200) {
      return failed("the issuer answers with status " + http.status());
    }
    Map<String, @Nullable Object> members = StrictJson.object(http.body());
    if (members == null || !(members.get("active") instanceof Boolean active)) {
      return MALFORMED;
    }
    return active ? judge(members, nowMillis) : new Answer.Inactive("the token is not active");
  }

  private static Answer failed(String reason) {
    return new Answer.Failed(reason, Answer.Blame.ISSUER_OR_TOKEN);
  }

  private Answer judge(Map<String, @Nullable Object> members, long nowMillis) {
    Object expiry = members.get("exp");
    Object begin = members.get("nbf");
    long until = expiry == null ? Long.MAX_VALUE : millis(expiry);
    long from = begin == null ? 0 : millis(begin);
    Object audience = members.get("aud");
    if (until < 0 || from < 0 || !isAudience(audience)) {
      return MALFORMED;
    }
    if (!issuer.isEmpty() && !issuer.equals(members.get("iss"))) {
      return new Answer.Inactive("the token is of another issuer");
    }
    if (!audiences.isEmpty() && !isForUs(audience)) {
      return new Answer.Inactive("the token is for another audience");
    }
    if (nowMillis >= until) {
      return new Answer.Inactive("the token has expired");
    }
    if (from - SKEW_MILLIS > nowMillis) {
      return new Answer.Inactive("the token is not valid yet");
    }
    for (String name : required) {
      if (isNothing(members.get(name))) {
        return new Answer.Inactive("the answer lacks a required member");
      }
    }
    return new Answer.Active(members, until);
  }

  private static boolean isAudience(@Nullable Object audience) {
    return audience == null
        || audience instanceof String
        || audience instanceof Collection<?> several
            && several.stream().allMatch(String.class::isInstance);
  }

  private boolean isForUs(@Nullable Object audience) {
    return audience instanceof String one && audiences.contains(one)
        || audience instanceof Collection<?> several
            && several.stream()
                .anyMatch(each -> each instanceof String one && audiences.contains(one));
  }

  /** Seconds since the epoch, which may have a fraction; negative if it is none. */
  private static long millis(Object value) {
    double seconds =
        switch (value) {
          case Integer whole -> whole;
          case Long whole -> whole;
          case Double real -> real;
          default -> Double.NaN;
        };
    return seconds >= 0 && seconds <= LATEST ? (long) (seconds * 1_000) : -1;
  }

  private static boolean isNothing(@Nullable Object value) {
    return value == null
        || value instanceof String text && text.isEmpty()
        || value instanceof Collection<?> list && list.isEmpty();
  }
}
