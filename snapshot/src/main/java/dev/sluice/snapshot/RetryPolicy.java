package dev.sluice.snapshot;

import java.util.List;

/**
 * When a request is tried again, and how. Whatever stands here: never once the answer has begun,
 * and never a request that was sent in part and cannot be sent again from its first byte.
 *
 * @param attempts extra tries, 0 to 10
 * @param on what counts as a failure that is worth another try; sorted
 * @param codes of answers, for {@link RetryCondition#STATUS}; sorted
 * @param methods of requests that may reach a backend twice; others are tried again only when
 *     nothing of them was sent; sorted
 * @param backoffBaseMillis the wait before the first extra try; doubled for each further one, with
 *     jitter
 * @param backoffMaxMillis the longest wait
 * @param honourRetryAfterMillis an answer that asks for a longer wait is passed on instead
 * @param maxReplayBytes request bodies up to this size are kept to be sent again
 */
public record RetryPolicy(
    int attempts,
    List<RetryCondition> on,
    List<Integer> codes,
    List<String> methods,
    long backoffBaseMillis,
    long backoffMaxMillis,
    long honourRetryAfterMillis,
    long maxReplayBytes) {
  /** When nothing is said: one more try where no byte of the request was acted on. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          1,
          List.of(RetryCondition.CONNECT_FAILURE),
          List.of(502, 503, 504),
          List.of("DELETE", "GET", "HEAD", "OPTIONS", "PUT"),
          25,
          250,
          1_000,
          64 << 10);

  public RetryPolicy {
    on = on.stream().sorted().distinct().toList();
    codes = codes.stream().sorted().distinct().toList();
    methods = methods.stream().sorted().distinct().toList();
  }
}
