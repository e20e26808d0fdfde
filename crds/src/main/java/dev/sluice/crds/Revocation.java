package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Tokens that were taken back before they expired. */
public record Revocation(
    @JsonPropertyDescription(
            "Whether the Redis of the data plane lists them, by jti, subject or hash of the token."
                + " Default: false.")
        @Nullable Boolean redis,
    @JsonPropertyDescription(
            "What happens to tokens while nobody can tell whether they were taken back: Open (what"
                + " is known counts) or Closed (503). Default: Open.")
        @Nullable FailurePolicy onFailure) {}
