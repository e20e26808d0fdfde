package dev.sluice.dataplane.upstream;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Least request by the power of two choices: of two endpoints at random, the one with fewer
 * requests under way in this process. Nearly as even as asking all, and nobody herds to one.
 */
final class EndpointPicker {
  private EndpointPicker() {}

  /**
   * @param avoid has just failed, and is taken only if there is no other
   */
  static @Nullable UpstreamEndpoint pick(
      UpstreamEndpoint[] endpoints, @Nullable UpstreamEndpoint avoid, IoLoop loop) {
    int count = endpoints.length;
    if (count == 0) {
      return null;
    }
    if (count == 1) {
      return endpoints[0];
    }
    int first = loop.random(count);
    int second = loop.random(count - 1);
    if (second >= first) {
      second++;
    }
    UpstreamEndpoint a = endpoints[first];
    UpstreamEndpoint b = endpoints[second];
    if (a == avoid) {
      return b;
    }
    if (b == avoid) {
      return a;
    }
    return b.activeRequests() < a.activeRequests() ? b : a;
  }

  /**
   * One that was not tried yet; when all were, any but the last.
   *
   * @param tried not empty
   */
  static @Nullable UpstreamEndpoint another(
      UpstreamEndpoint[] endpoints, List<UpstreamEndpoint> tried, IoLoop loop) {
    UpstreamEndpoint[] untried =
        Arrays.stream(endpoints)
            .filter(endpoint -> !tried.contains(endpoint))
            .toArray(UpstreamEndpoint[]::new);
    return untried.length > 0 ? pick(untried, null, loop) : pick(endpoints, tried.getLast(), loop);
  }
}
