package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A ServiceBackend with a share of the requests. */
public record BackendRef(
    @JsonPropertyDescription("Name of the ServiceBackend.")
        @Required
        @Pattern(SluiceApi.OBJECT_NAME)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Its namespace. Default: the route's.")
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        @Nullable String namespace,
    @JsonPropertyDescription(
            "Share of the requests, relative to the rule's other backends. 0: none. Default: 1.")
        @Min(0)
        @Max(1000000)
        @Nullable Integer weight,
    @JsonPropertyDescription("Region whose clients it serves, in a rule with geo.")
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        @Nullable String region) {}
