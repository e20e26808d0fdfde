package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.RetryBudget;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import java.util.List;

/** A retry policy, put together by hand; the waits are short unless a test says otherwise. */
record Policies(
    int attempts,
    List<RetryCondition> on,
    List<Integer> codes,
    List<String> methods,
    long backoffMillis,
    long honourRetryAfterMillis,
    long maxReplayBytes) {
  static Policies retrying(RetryCondition... on) {
    return new Policies(
        1,
        List.of(on),
        List.of(502, 503, 504),
        List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE"),
        5,
        2_000,
        64 << 10);
  }

  Policies attempts(int value) {
    return new Policies(
        value, on, codes, methods, backoffMillis, honourRetryAfterMillis, maxReplayBytes);
  }

  Policies methods(String... value) {
    return new Policies(
        attempts, on, codes, List.of(value), backoffMillis, honourRetryAfterMillis, maxReplayBytes);
  }

  Policies backoff(long millis) {
    return new Policies(
        attempts, on, codes, methods, millis, honourRetryAfterMillis, maxReplayBytes);
  }

  Policies maxReplay(long bytes) {
    return new Policies(attempts, on, codes, methods, backoffMillis, honourRetryAfterMillis, bytes);
  }

  RetryPolicy policy() {
    return new RetryPolicy(
        attempts,
        on,
        codes,
        methods,
        backoffMillis,
        backoffMillis,
        honourRetryAfterMillis,
        maxReplayBytes);
  }

  ProxyFixture.Settings settings() {
    return ProxyFixture.Settings.DEFAULT
        .threads(1)
        .retry(policy())
        .backend(section -> section.with(new RetryBudget(100, 10_000)));
  }
}
