package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status} of a GatewayRoute. */
public record GatewayRouteStatus(
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Accepted, ResolvedRefs, Programmed and Ready, for all data planes together.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("What each data plane makes of the route.") @Size(max = 32)
        @Nullable List<DataPlaneEntry> dataPlanes) {

  /**
   * What one data plane makes of the route.
   *
   * @param section hash of this route's own part of the snapshot
   */
  public record DataPlaneEntry(
      @JsonPropertyDescription("Name of the DataPlane.") String name,
      @JsonPropertyDescription("Namespace of the DataPlane.") String namespace,
      @JsonPropertyDescription(
              "Hash of this route's own part of the snapshot; it changes when what the route asks"
                  + " for changes, and never because of replicas or endpoints.")
          @Nullable String section,
      @JsonPropertyDescription("The conditions at this data plane.")
          @Nullable List<Condition> conditions) {}
}
