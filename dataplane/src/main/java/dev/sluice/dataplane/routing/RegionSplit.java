package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Chooses the targets of the client's region; where none of them has an endpoint, those of the
 * first region that has one. Where no region has any, the client's own answers for itself.
 */
public final class RegionSplit implements HttpHandler {
  private final RegionFinder finder;
  private final List<Region> regions;

  /**
   * @param available whether a target of it can take a request now
   * @param split what serves it
   */
  public record Region(String name, BooleanSupplier available, HttpHandler split) {}

  /**
   * @param regions in the order in which they stand in for each other
   */
  public RegionSplit(RegionFinder finder, List<Region> regions) {
    this.finder = finder;
    this.regions = List.copyOf(regions);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Region own = regions.get(finder.find(exchange, RequestContext.of(exchange)));
    serving(own).split().handleRequest(exchange);
  }

  private Region serving(Region own) {
    if (own.available().getAsBoolean()) {
      return own;
    }
    for (int i = 0; i < regions.size(); i++) {
      Region other = regions.get(i);
      if (other.available().getAsBoolean()) {
        return other;
      }
    }
    return own;
  }

  @Override
  public String toString() {
    return regions.stream()
        .map(region -> region.name() + ": " + region.split())
        .collect(Collectors.joining(", ", "by-region(" + finder + ", ", ")"));
  }
}
