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
    return new RevocableToken(names(provider, token, claims), issuedAt(claims));
  }

  /**
   * Of a session, which ends with any token that it rests on.
   *
   * @param token its ID token, which may be of a later moment than the session
   * @param claims of it
   * @param begun when the owner logged in, in seconds since the epoch: tokens that the session was
   *     given since are no younger than that
   * @param otherHash of its other token, as {@link #hash} makes it; empty: there is none
   */
  public static RevocableToken ofSession(
      String provider,
      String token,
      Map<String, ? extends @Nullable Object> claims,
      long begun,
      String otherHash) {
    List<Fingerprint> names = names(provider, token, claims);
    if (!otherHash.isEmpty()) {
      names.add(Fingerprint.ofHash(otherHash));
    }
    return new RevocableToken(names, Math.min(begun, issuedAt(claims)));
  }

  /** SHA-256 of a token, as entries of the list have it. */
  public static String hash(String token) {
    return Fingerprint.hash(token);
  }

  private static List<Fingerprint> names(
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
    return names;
  }

  private static long issuedAt(Map<String, ? extends @Nullable Object> claims) {
    return claims.get("iat") instanceof Number seconds ? seconds.longValue() : Long.MIN_VALUE;
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
