package dev.sluice.dataplane.routing;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses a target for each request by weight. */
public final class WeightedSplit implements HttpHandler {
  private final HttpHandler[] targets;

  /** {@code limits[i]} is the sum of the weights up to and with target i. */
  private final long[] limits;

  /** One share of the requests. */
  public record Share(int weight, HttpHandler target) {}

  /**
   * @param shares at least one with a weight above 0
   */
  public WeightedSplit(List<Share> shares) {
    List<Share> used = shares.stream().filter(share -> share.weight() > 0).toList();
    if (used.isEmpty()) {
      throw new IllegalArgumentException("all weights are 0");
    }
    this.targets = used.stream().map(Share::target).toArray(HttpHandler[]::new);
    this.limits = used.stream().mapToLong(Share::weight).toArray();
    Arrays.parallelPrefix(limits, Long::sum);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    long ticket = ThreadLocalRandom.current().nextLong(limits[limits.length - 1]);
    int index = 0;
    while (ticket >= limits[index]) {
      index++;
    }
    targets[index].handleRequest(exchange);
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "split(", ")");
    for (int i = 0; i < targets.length; i++) {
      text.add((limits[i] - (i == 0 ? 0 : limits[i - 1])) + " " + targets[i]);
    }
    return text.toString();
  }
}
