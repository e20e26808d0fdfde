package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/**
 * How many extra tries (retries and hedges) of all routes together the backend gets from each
 * data-plane pod: the larger of both.
 */
public record RetryBudget(
    @JsonPropertyDescription(
            "So many percent of the requests of the last second. From 0 to 100. Default: 20.")
        @Min(0)
        @Max(100)
        @Nullable Integer percent,
    @JsonPropertyDescription(
            "So many in a second whatever the percentage. From 0 to 10000. Default: 10.")
        @Min(0)
        @Max(10000)
        @Nullable Integer minPerSecond) {}
