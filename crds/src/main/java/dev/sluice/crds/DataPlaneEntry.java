package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one data plane makes of a route or a policy.
 *
 * @param section hash of the object's own part of the snapshot
 */
public record DataPlaneEntry(
    @JsonPropertyDescription("Name of the DataPlane.") String name,
    @JsonPropertyDescription("Namespace of the DataPlane.") String namespace,
    @JsonPropertyDescription(
            "Hash of this object's own part of the snapshot; it changes when what the object asks"
                + " for changes, and never because of replicas or endpoints.")
        @Nullable String section,
    @JsonPropertyDescription("The conditions at this data plane.")
        @Nullable List<Condition> conditions) {}
