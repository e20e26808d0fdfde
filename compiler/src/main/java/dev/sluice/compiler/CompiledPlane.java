package dev.sluice.compiler;

import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Snapshot;
import java.util.List;

/**
 * All that one data plane is to serve.
 *
 * @param snapshot what {@code encoded} says
 * @param encoded the same in canonical bytes, with its version; {@link EncodedSection#hash} is what
 *     a status names as its section
 * @param endpoints of every backend in the snapshot, sorted by backend; outside the version
 */
public record CompiledPlane(
    Snapshot snapshot, EncodedSnapshot encoded, List<EndpointSet> endpoints) {
  public CompiledPlane {
    endpoints = List.copyOf(endpoints);
  }
}
