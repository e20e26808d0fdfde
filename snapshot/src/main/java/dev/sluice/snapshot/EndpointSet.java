package dev.sluice.snapshot;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Where a backend is now. Not part of the snapshot's version: pods come and go without any work on
 * routes.
 *
 * @param endpoints sorted, each address once; empty when nothing can take a request
 */
public record EndpointSet(ObjectKey backend, List<PlacedEndpoint> endpoints) {
  public EndpointSet {
    endpoints = distinct(endpoints);
  }

  /** Endpoints of which nothing is known but their addresses. */
  public static EndpointSet of(ObjectKey backend, Collection<Endpoint> endpoints) {
    return new EndpointSet(backend, endpoints.stream().map(PlacedEndpoint::of).toList());
  }

  /** Of one address that is given twice the first in order counts. */
  private static List<PlacedEndpoint> distinct(List<PlacedEndpoint> endpoints) {
    SequencedMap<Endpoint, PlacedEndpoint> byAddress = new LinkedHashMap<>();
    endpoints.stream().sorted().forEach(each -> byAddress.putIfAbsent(each.endpoint(), each));
    return List.copyOf(byAddress.values());
  }
}
