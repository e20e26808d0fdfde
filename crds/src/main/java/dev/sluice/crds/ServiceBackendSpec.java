package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** {@code spec} of a ServiceBackend. */
public record ServiceBackendSpec(
    @JsonPropertyDescription("Where the backend is.") @Required BackendTarget target,
    @JsonPropertyDescription(
            "Which namespaces' routes may refer to this backend. Default: the own namespace.")
        @Nullable AllowedRoutes allowedRoutes,
    @JsonPropertyDescription("Limits of the pooled connections.")
        @Nullable Connection connection) {}
