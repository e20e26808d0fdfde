package dev.sluice.operator.publish;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server whose token it is. The token must have been issued for {@link #AUDIENCE}, so
 * that a token for the API server is worth nothing here, and one for here nothing there.
 */
public final class TokenReviews implements PlaneAuthenticator {
  public static final String AUDIENCE = "sluice-config";

  private static final String USER_PREFIX = "system:serviceaccount:";
  private static final int REMEMBERED = 2_000;

  private final KubernetesClient client;
  private final long rememberNanos;
  private final Map<String, Answer> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param remember how long an answer is good: data planes that reconnect all at once should not
   *     cost the API server a review each time
   */
  public TokenReviews(KubernetesClient client, Duration remember) {
    this.client = client;
    this.rememberNanos = remember.toNanos();
  }

  private record Answer(Verdict verdict, long at) {}

  @Override
  public Verdict authenticate(String token) {
    String key = hash(token);
    long now = System.nanoTime();
    synchronized (answers) {
      Answer answer = answers.get(key);
      if (answer != null && now - answer.at < rememberNanos) {
        return answer.verdict;
      }
    }
    Verdict verdict = review(token);
    if (!(verdict instanceof Verdict.Unavailable)) {
      synchronized (answers) {
        answers.remove(key);
        answers.put(key, new Answer(verdict, now));
      }
    }
    return verdict;
  }

  private Verdict review(String token) {
    TokenReview answer;
    try {
      answer =
          client
              .resource(
                  new TokenReviewBuilder()
                      .withNewSpec()
                      .withToken(token)
                      .withAudiences(AUDIENCE)
                      .endSpec()
                      .build())
              .create();
    } catch (KubernetesClientException e) {
      return new Verdict.Unavailable("the API server did not review it: " + e.getMessage());
    }
    return judge(answer.getStatus());
  }

  private static Verdict judge(@Nullable TokenReviewStatus status) {
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      String error = status == null ? null : status.getError();
      return new Verdict.Refused(
          "the API server does not know it"
              + (error == null || error.isEmpty() ? "" : ": " + error));
    }
    if (status.getAudiences() == null || !status.getAudiences().contains(AUDIENCE)) {
      return new Verdict.Refused("it is not for audience " + AUDIENCE);
    }
    String user = status.getUser() == null ? "" : String.valueOf(status.getUser().getUsername());
    String[] parts =
        user.startsWith(USER_PREFIX)
            ? user.substring(USER_PREFIX.length()).split(":", -1)
            : new String[0];
    if (parts.length != 2) {
      return new Verdict.Refused("user " + user + " is not a ServiceAccount");
    }
    return new Verdict.Known(new PlaneIdentity(parts[0], parts[1]));
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
