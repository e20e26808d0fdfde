package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A layer of policies: the same fields as a GatewayRoute and its rules have. */
public record Policies(
    @JsonPropertyDescription("Time limits. Merged field by field.") @Nullable Timeouts timeouts,
    @JsonPropertyDescription("When a request is tried again. Merged field by field.")
        @Nullable Retry retry,
    @JsonPropertyDescription(
            "Whether late reads are asked a second time. Replaced as a whole. Default: as the"
                + " backend says.")
        @Nullable Hedge hedge,
    @JsonPropertyDescription("What requests may carry. Merged field by field.")
        @Nullable Limits limits) {
  /** Nothing is said. */
  public static final Policies NONE = new Policies(null, null, null, null);
}
