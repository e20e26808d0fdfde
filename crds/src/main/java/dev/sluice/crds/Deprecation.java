package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Tells clients in every answer that what they use is going away. */
public record Deprecation(
    @JsonPropertyDescription(
            "From when on it is deprecated, in the past or the future: a date (2026-01-31, from its"
                + " first second in UTC) or a time (2026-01-31T08:00:00Z). Sent as Deprecation"
                + " (RFC 9745).")
        @Required
        @Pattern(SluiceApi.DATE)
        @Size(min = 10, max = 40)
        String since,
    @JsonPropertyDescription(
            "From when on it may be gone, in the same form, not before since. Sent as Sunset"
                + " (RFC 8594). Default: not said.")
        @Pattern(SluiceApi.DATE)
        @Size(min = 10, max = 40)
        @Nullable String sunset,
    @JsonPropertyDescription(
            "URI of what comes after it. Sent as Link with rel=\"successor-version\". Default: not"
                + " said.")
        @Pattern("^[!#$%&'()*+,\\-./0-9:;=?@A-Z\\[\\]_a-z~]+$")
        @Size(min = 1, max = 1024)
        @Nullable String link) {}
