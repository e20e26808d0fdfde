package dev.sluice.snapshot;

import java.util.List;

/**
 * Where a backend is now. Not part of the snapshot's version: pods come and go without any work on
 * routes.
 *
 * @param endpoints sorted, distinct; empty when nothing can take a request
 */
public record EndpointSet(ObjectKey backend, List<Endpoint> endpoints) {
  public EndpointSet {
    endpoints = endpoints.stream().sorted().distinct().toList();
  }
}
