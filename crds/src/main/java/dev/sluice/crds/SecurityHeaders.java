package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What answers tell browsers to be careful about. Each header is a value, or Disabled to leave it
 * to the backend. Merged field by field.
 */
public record SecurityHeaders(
    @JsonPropertyDescription(
            "Where the values come from that are not given: Basic breaks no site that works, Strict"
                + " is for sites made for it. Default: Disabled.")
        @Nullable Preset preset,
    @JsonPropertyDescription(
            "Strict-Transport-Security, such as max-age=31536000; sent over HTTPS only. Default: as"
                + " the preset says.")
        @Size(min = 1, max = 1024)
        @Nullable String hsts,
    @JsonPropertyDescription(
            "Content-Security-Policy. 'nonce-${csp.nonce}' is new in every answer; the backend reads"
                + " the nonce in X-CSP-Nonce, and no cache keeps the answer. Default: as the preset"
                + " says.")
        @Size(min = 1, max = 4096)
        @Nullable String contentSecurityPolicy,
    @JsonPropertyDescription("X-Content-Type-Options: nosniff. Default: as the preset says.")
        @Size(min = 1, max = 1024)
        @Nullable String contentTypeOptions,
    @JsonPropertyDescription("X-Frame-Options: DENY or SAMEORIGIN. Default: as the preset says.")
        @Size(min = 1, max = 1024)
        @Nullable String frameOptions,
    @JsonPropertyDescription(
            "Referrer-Policy, such as strict-origin-when-cross-origin. Default: as the preset says.")
        @Size(min = 1, max = 1024)
        @Nullable String referrerPolicy,
    @JsonPropertyDescription(
            "Permissions-Policy, such as camera=(), geolocation=(self). Default: as the preset"
                + " says.")
        @Size(min = 1, max = 4096)
        @Nullable String permissionsPolicy,
    @JsonPropertyDescription(
            "Hide takes X-Powered-By and its like out of answers; Disabled leaves them. Server of a"
                + " backend is never passed on. Default: as the preset says.")
        @Size(min = 1, max = 1024)
        @Nullable String serverHeaders) {
  /** A set of headers. */
  public enum Preset {
    Disabled,
    Basic,
    Strict
  }
}
