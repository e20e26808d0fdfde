package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status} of a GatewayRoute. */
public record GatewayRouteStatus(
    @Nullable Long observedGeneration,
    @Nullable List<Condition> conditions,
    @Nullable List<DataPlaneEntry> dataPlanes) {

  /**
   * What one data plane makes of the route.
   *
   * @param section hash of this route's own part of the snapshot
   */
  public record DataPlaneEntry(
      String name,
      String namespace,
      @Nullable String section,
      @Nullable List<Condition> conditions) {}
}
