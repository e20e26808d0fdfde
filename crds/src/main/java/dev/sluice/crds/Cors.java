package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may read answers. The gateway answers preflights itself, before
 * authentication. Replaced as a whole.
 */
@ValidationRule(
    value = "!has(self.allowCredentials) || !self.allowCredentials || !('*' in self.allowOrigins)",
    message = "cors: * lets every site read what belongs to the user; name the origins")
public record Cors(
    @JsonPropertyDescription(
            "Origins as browsers send them: exact (https://app.example.com); all names below one"
                + " (https://*.example.com), not that name itself; a regular expression in RE2"
                + " syntax that the whole origin must match"
                + " (regex:https://app-[0-9]+\\.example\\.com); null, by name only; or * for all,"
                + " without credentials.")
        @Required
        @Size(min = 1, max = 64)
        List<@Size(min = 1, max = 512) String> allowOrigins,
    @JsonPropertyDescription(
            "Methods that preflights may ask for; * stands for all. Default: GET, HEAD," + " POST.")
        @Size(max = 32)
        List<@Size(min = 1, max = 64) String> allowMethods,
    @JsonPropertyDescription(
            "Request headers, besides those that browsers send of themselves. * stands for all"
                + " but Authorization. Default: none.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> allowHeaders,
    @JsonPropertyDescription(
            "Response headers that pages may read, besides those that they always may. *"
                + " stands for all, without credentials. Default: none.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 128) String> exposeHeaders,
    @JsonPropertyDescription("Whether pages may send cookies and such along. Default: false.")
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
