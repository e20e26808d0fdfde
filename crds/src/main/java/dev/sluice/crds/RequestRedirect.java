package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Sends clients to another URL; the query goes with them. */
@ValidationRule(
    value = "has(self.scheme) || has(self.hostname) || has(self.port) || has(self.path)",
    message = "give scheme, hostname, port or path: without them clients come back for ever")
public record RequestRedirect(
    @JsonPropertyDescription("http or https. Default: that of the request.")
        @Nullable Scheme scheme,
    @JsonPropertyDescription("Host to go to. Default: that of the request.")
        @Pattern(SluiceApi.PRECISE_HOSTNAME)
        @Size(min = 1, max = 253)
        @Nullable String hostname,
    @JsonPropertyDescription(
            "Port to go to. Default: with a scheme the one that it has by itself, else that of the"
                + " request.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription("Path to go to. Default: that of the request.")
        @Nullable PathRewrite path,
    @JsonPropertyDescription("301, 302, 303, 307 or 308. Default: 302.")
        @Min(301)
        @Max(308)
        @ValidationRule(
            value = "self in [301, 302, 303, 307, 308]",
            message = "give 301, 302, 303, 307 or 308")
        @Nullable Integer statusCode) {

  /** How clients speak to where they are sent. */
  public enum Scheme {
    http,
    https
  }
}
