package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may read answers. The gateway answers preflights itself, before
 * authentication. Replaced as a whole.
 */
public record Cors(
    @JsonPropertyDescription(
            "Origins: exact (https://app.example.com), with a wildcard for the names below"
                + " (https://*.example.com), a regular expression for the whole origin"
                + " (regex:https://app-[0-9]+\\.example\\.com), or * for all.")
        @Required
        @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 512) String> allowOrigins,
    @JsonPropertyDescription("Methods, besides the simple ones. Default: GET, HEAD, POST.")
        @Size(max = 32)
        List<@Size(min = 1, max = 64) String> allowMethods,
    @JsonPropertyDescription("Request headers, besides the simple ones. Default: none.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> allowHeaders,
    @JsonPropertyDescription("Response headers that pages may read. Default: the simple ones.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> exposeHeaders,
    @JsonPropertyDescription("Whether cookies and such may come along. Default: false.")
        @Nullable Boolean allowCredentials,
    @JsonPropertyDescription("How long browsers may remember a preflight, up to 24h. Default: 5s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String maxAge) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Cors {
    allowOrigins = allowOrigins == null ? List.of() : List.copyOf(allowOrigins);
    allowMethods = allowMethods == null ? List.of() : List.copyOf(allowMethods);
    allowHeaders = allowHeaders == null ? List.of() : List.copyOf(allowHeaders);
    exposeHeaders = exposeHeaders == null ? List.of() : List.copyOf(exposeHeaders);
  }
}
