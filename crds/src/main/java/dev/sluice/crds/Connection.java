package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits of the pooled connections to a backend, for each data-plane pod. */
public record Connection(
    @JsonPropertyDescription("How long a connection may take to be made. Default: 2s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String connectTimeout,
    @JsonPropertyDescription("How long an unused connection is kept. Default: 60s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String idleTimeout,
    @JsonPropertyDescription("Connections to one endpoint. Default: 1024.") @Min(1) @Max(65535)
        @Nullable Integer maxPerEndpoint,
    @JsonPropertyDescription(
            "Requests that wait for a connection; the next is refused with 503. Default: 1024.")
        @Min(0)
        @Max(1000000)
        @Nullable Integer maxPending,
    @JsonPropertyDescription(
            "A connection older than this takes no further request. Default: no limit.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String maxAge) {}
