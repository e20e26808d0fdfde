package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status} of a RateLimitPolicy. */
public record RateLimitPolicyStatus(
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Accepted, ResolvedRefs, Programmed and Ready, for all data planes together; with limits in"
                + " Redis also StoreAvailable, with store: Cluster SharesFollowDemand; Ready does"
                + " not depend on these.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("What each data plane makes of the policy.") @Size(max = 32)
        @Nullable List<DataPlaneEntry> dataPlanes) {}
