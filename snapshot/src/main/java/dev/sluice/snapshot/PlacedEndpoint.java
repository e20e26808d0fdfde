package dev.sluice.snapshot;

import java.util.Comparator;

/**
 * An endpoint with what is known of its place.
 *
 * @param zone where it runs (topology.kubernetes.io/zone); empty if unknown
 * @param weight its share among the endpoints of its backend, 1 to 1000
 */
public record PlacedEndpoint(Endpoint endpoint, String zone, int weight)
    implements Comparable<PlacedEndpoint> {
  private static final Comparator<PlacedEndpoint> ORDER =
      Comparator.comparing(PlacedEndpoint::endpoint)
          .thenComparing(PlacedEndpoint::zone)
          .thenComparingInt(PlacedEndpoint::weight);

  /** Nothing is known but the address. */
  public static PlacedEndpoint of(Endpoint endpoint) {
    return new PlacedEndpoint(endpoint, "", 1);
  }

  @Override
  public int compareTo(PlacedEndpoint other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
