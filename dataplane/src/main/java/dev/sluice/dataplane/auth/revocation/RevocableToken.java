package dev.sluice.dataplane.auth.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By what one token could be taken back. Made once, when a token is verified, and kept beside what
 * is remembered of it: as long as the list has not changed, a look at it costs nothing.
 */
public final class RevocableToken {
  private final List<Fingerprint> names;
  private final long issuedAt;
  private volatile Judged judged = new Judged(-1, false);

  private record Judged(long generation, boolean revoked) {}

  private RevocableToken(List<Fingerprint> names, long issuedAt) {
    this.names = List.copyOf(names);
    this.issuedAt = issuedAt;
  }

  /**
   * @param provider its name, which stands for the issuer where a token names none
   * @param token as the client sent it, without a scheme
   * @param claims verified ones
   */
  public static RevocableToken of(
      String provider, String token, Map<String, ? extends @Nullable Object> claims) {
    List<Fingerprint> names = new ArrayList<>();
    names.add(Fingerprint.ofText(token));
    String twin = TwinText.of(token);
    if (twin != null) {
      names.add(Fingerprint.ofText(twin));
    }
    for (String issuer : issuers(provider, claims)) {
      String id = text(claims.get("jti"));
      if (id != null) {
        names.add(Fingerprint.ofToken(issuer, id));
      }
      String subject = text(claims.get("sub"));
      if (subject != null) {
        names.add(Fingerprint.ofSubject(issuer, subject));
      }
    }
    long issuedAt =
        claims.get("iat") instanceof Number seconds ? seconds.longValue() : Long.MIN_VALUE;
    return new RevocableToken(names, issuedAt);
  }

  /** As an identity has it: there are issuers that write numbers. */
  private static @Nullable String text(@Nullable Object claim) {
    return claim instanceof String || claim instanceof Number ? claim.toString() : null;
  }

  private static List<String> issuers(
      String provider, Map<String, ? extends @Nullable Object> claims) {
    return claims.get("iss") instanceof String issuer && !issuer.equals(provider)
        ? List.of(issuer, provider)
        : List.of(provider);
  }

  boolean isIn(RevokedTokens list) {
    long now = list.generation();
    Judged known = judged;
    if (known.generation != now) {
      known = new Judged(now, look(list));
      judged = known;
    }
    return known.revoked;
  }

  private boolean look(RevokedTokens list) {
    for (Fingerprint name : names) {
      if (list.has(name, issuedAt)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
