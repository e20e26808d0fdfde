package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Copies of requests for another backend, whose answers are thrown away. */
public record RequestMirror(
    @JsonPropertyDescription(
            "The ServiceBackend that gets the copies; it must allow the route's namespace.")
        @Required
        ObjectReference backendRef,
    @JsonPropertyDescription("Share of the requests, from 0 to 100. Default: 100.")
        @Min(0)
        @Max(100)
        @Nullable Integer percent) {}
