package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** Time limits of a request. */
public record Timeouts(
    @JsonPropertyDescription(
            "From the whole request head to the last byte of the response. 0s: no limit."
                + " Default: 60s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String request) {}
