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
        @Nullable Limits limits,
    @JsonPropertyDescription("Whether requests need a credential. Replaced as a whole.")
        @Nullable Auth auth,
    @JsonPropertyDescription("What a known client must be to pass. Replaced as a whole.")
        @Nullable Authorization authorization,
    @JsonPropertyDescription("Which clients may pass by their address. Replaced as a whole.")
        @Nullable IpAccess ipAccess,
    @JsonPropertyDescription("Which pages of other origins may read answers. Replaced as a whole.")
        @Nullable Cors cors,
    @JsonPropertyDescription("What browsers are told to be careful about. Merged field by field.")
        @Nullable SecurityHeaders securityHeaders) {
  /** Nothing is said. */
  public static final Policies NONE =
      new Policies(null, null, null, null, null, null, null, null, null);
}
