package dev.sluice.dataplane.admin;

import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import java.util.List;

/** The configuration that serves now. */
public record InForce(EncodedSnapshot snapshot, List<EndpointSet> endpoints) {
  public InForce {
    endpoints = List.copyOf(endpoints);
  }
}
