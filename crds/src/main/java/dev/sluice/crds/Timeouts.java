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
        @Nullable String request,
    @JsonPropertyDescription(
            "The same for one try at a backend; beyond it the next try begins, if there is one."
                + " 0s: no limit. Default: no limit but that of the request.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String backendRequest,
    @JsonPropertyDescription(
            "A tunnel (WebSocket) or event stream ends when neither side moved anything for so"
                + " long; it is their only limit. 0s: no limit. Default: 5m.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String idle) {}
