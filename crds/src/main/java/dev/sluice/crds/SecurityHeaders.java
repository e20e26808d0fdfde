package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What answers tell browsers to be careful about. Each header is a value, or Disabled to leave it
 * out. Merged field by field.
 */
public record SecurityHeaders(
    @JsonPropertyDescription("Where the values come from that are not given. Default: Disabled.")
        @Nullable Preset preset,
    @JsonPropertyDescription("Strict-Transport-Security, over HTTPS only.")
        @Size(min = 1, max = 1024)
        @Nullable String hsts,
    @JsonPropertyDescription(
            "Content-Security-Policy; ${csp.nonce} is new in every answer, and the backend reads it"
                + " in X-CSP-Nonce.")
        @Size(min = 1, max = 4096)
        @Nullable String contentSecurityPolicy,
    @JsonPropertyDescription("X-Frame-Options.") @Size(min = 1, max = 1024)
        @Nullable String frameOptions,
    @JsonPropertyDescription("Referrer-Policy.") @Size(min = 1, max = 1024)
        @Nullable String referrerPolicy,
    @JsonPropertyDescription("Permissions-Policy.") @Size(min = 1, max = 4096)
        @Nullable String permissionsPolicy) {
  /** A set of headers. */
  public enum Preset {
    Disabled,
    Basic,
    Strict
  }
}
