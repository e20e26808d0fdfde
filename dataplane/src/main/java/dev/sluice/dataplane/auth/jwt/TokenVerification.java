package dev.sluice.dataplane.auth.jwt;

import dev.sluice.dataplane.auth.jwt.keys.KeySource;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKey;
import dev.sluice.dataplane.auth.jwt.keys.VerificationKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The judgement of {@link JwtAuthenticator} for whoever has been given a token by its issuer and
 * may wait: an ID token is verified once, and not by every request.
 */
public final class TokenVerification {
  private static final int MOST_CANDIDATES = 8;
  private static final long PATIENCE_MILLIS = 3_000;

  private final ClaimRules rules;

  /**
   * @param audience that must be among its own
   * @param required claims besides {@code iss}, {@code aud} and {@code exp}
   */
  public TokenVerification(
      String issuer, String audience, List<String> required, long skewSeconds) {
    this.rules = new ClaimRules(issuer, List.of(audience), required, skewSeconds);
  }

  /** What a token says that is true. */
  public record Verified(Map<String, @Nullable Object> claims, String algorithm) {
    /** Without claims. */
    @Override
    public String toString() {
      return algorithm;
    }
  }

  /** The token is not believed; the message says why in words of our own. */
  public static final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean keysAreMissing;

    private Rejected(String message, boolean keysAreMissing) {
      super(message, null, false, false);
      this.keysAreMissing = keysAreMissing;
    }

    /** Then nobody can tell, and the token may be good. */
    public boolean keysAreMissing() {
      return keysAreMissing;
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Blocks while keys are fetched.
   *
   * @param nowMillis since the epoch
   */
  public Verified verify(String text, KeySource keys, Set<String> algorithms, long nowMillis)
      throws Rejected {
    try {
      TokenText token = TokenText.parse(text);
      if (!rules.isOurs(token.claims())) {
        throw BadToken.ISSUER;
      }
      TokenHeader header = TokenHeader.judge(token.header(), algorithms, "");
      rules.judge(token.claims(), nowMillis);
      for (VerificationKey key : candidates(header, keys)) {
        if (key.verifies(header.algorithm(), token.signed(), token.signature())) {
          return new Verified(token.claims(), header.algorithm());
        }
      }
      throw BadToken.SIGNATURE;
    } catch (BadToken e) {
      throw new Rejected(String.valueOf(e.getMessage()), false);
    }
  }

  /** What a token says that was verified before; null if it is none. */
  public static @Nullable Map<String, @Nullable Object> claims(String verified) {
    try {
      return TokenText.parse(verified).claims();
    } catch (BadToken e) {
      return null;
    }
  }

  private static List<VerificationKey> candidates(TokenHeader header, KeySource keys)
      throws Rejected, BadToken {
    VerificationKeys now = keys.now();
    if (now == null || !header.key().isEmpty() && !now.knows(header.key())) {
      await(keys.newer());
      now = keys.now();
    }
    if (now == null) {
      throw new Rejected("there are no keys of the issuer", true);
    }
    List<VerificationKey> candidates = now.candidates(header.algorithm(), header.key());
    if (candidates.isEmpty()) {
      throw BadToken.UNKNOWN_KEY;
    }
    if (candidates.size() > MOST_CANDIDATES) {
      throw BadToken.TOO_MANY_KEYS;
    }
    return candidates;
  }

  private static void await(@Nullable CompletionStage<Void> looking) throws Rejected {
    if (looking == null) {
      return;
    }
    try {
      looking.toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Then those at hand must do.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Rejected("the gateway is stopping", true);
    }
  }
}
