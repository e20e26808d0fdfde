package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.IpAddress;
import dev.sluice.matching.NetworkTable;
import dev.sluice.snapshot.RegionSource;
import dev.sluice.snapshot.Regions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a client is, as a place in the list of regions. */
public sealed interface RegionFinder {
  int find(HttpServerExchange exchange, RequestContext context);

  /**
   * @throws IllegalArgumentException if a network cannot be read, or the region of everybody else
   *     is none
   */
  static RegionFinder of(Regions.ByClient regions) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < regions.regions().size(); i++) {
      places.put(regions.regions().get(i).name(), i);
    }
    Integer otherwise = places.get(regions.otherwise());
    if (otherwise == null) {
      throw new IllegalArgumentException("no region " + regions.otherwise());
    }
    return switch (regions.from()) {
      case RegionSource.FromHeader(String name) ->
          new ByHeader(HttpString.tryFromString(name), Map.copyOf(places), otherwise);
      case RegionSource.FromTable(var networks) -> {
        Map<Cidr, Integer> table = new HashMap<>();
        for (RegionSource.Networks each : networks) {
          int place = places.getOrDefault(each.region(), otherwise);
          for (String cidr : each.cidrs()) {
            table.put(
                Cidr.parse(cidr)
                    .orElseThrow(() -> new IllegalArgumentException("no network: " + cidr)),
                place);
          }
        }
        yield new ByAddress(NetworkTable.of(table), table.size(), otherwise);
      }
    };
  }

  /** What a trusted proxy says. From others the field is taken away: no backend may believe it. */
  record ByHeader(HttpString name, Map<String, Integer> places, int otherwise)
      implements RegionFinder {
    @Override
    public int find(HttpServerExchange exchange, RequestContext context) {
      removeUnderscored(exchange.getRequestHeaders());
      if (!context.behindTrusted()) {
        exchange.getRequestHeaders().remove(name);
        return otherwise;
      }
      String region = exchange.getRequestHeaders().getFirst(name);
      return region == null ? otherwise : places.getOrDefault(region, otherwise);
    }

    /** Nobody who is trusted writes {@code X_Region}, which many backends take for X-Region. */
    private void removeUnderscored(HeaderMap headers) {
      List<HttpString> variants = List.of();
      for (long at = headers.fastIterate(); at != -1; at = headers.fiNext(at)) {
        HttpString other = headers.fiCurrent(at).getHeaderName();
        String text = other.toString();
        if (text.indexOf('_') >= 0 && !other.equals(name) && isVariant(text)) {
          variants = variants.isEmpty() ? new ArrayList<>() : variants;
          variants.add(other);
        }
      }
      variants.forEach(headers::remove);
    }

    private boolean isVariant(String other) {
      return other.replace('_', '-').equalsIgnoreCase(name.toString().replace('_', '-'));
    }

    @Override
    public String toString() {
      return "header " + name;
    }
  }

  record ByAddress(NetworkTable table, int networks, int otherwise) implements RegionFinder {
    @Override
    public int find(HttpServerExchange exchange, RequestContext context) {
      IpAddress client = context.client();
      int place = client == null ? NetworkTable.NONE : table.find(client);
      return place == NetworkTable.NONE ? otherwise : place;
    }

    @Override
    public String toString() {
      return networks + " networks";
    }
  }
}
