package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What the backend sees in place of what the client asked for. */
@ValidationRule(
    value = "has(self.hostname) || has(self.path)",
    message = "give hostname, path or both")
public record UrlRewrite(
    @JsonPropertyDescription(
            "Host that the backend sees; X-Forwarded-Host keeps the client's. Default: the"
                + " client's.")
        @Pattern(SluiceApi.PRECISE_HOSTNAME)
        @Size(min = 1, max = 253)
        @Nullable String hostname,
    @JsonPropertyDescription("Path that the backend sees. Default: the one that was matched.")
        @Nullable PathRewrite path) {}
