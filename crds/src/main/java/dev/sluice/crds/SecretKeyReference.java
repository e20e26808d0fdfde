package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A reference to one entry of a Secret. */
public record SecretKeyReference(
    @JsonPropertyDescription("Name of the Secret.")
        @Required
        @Pattern(SluiceApi.OBJECT_NAME)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription(
            "Its namespace. Default, and all that is allowed: the own one, for references to"
                + " Secrets never cross namespaces.")
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        @Nullable String namespace,
    @JsonPropertyDescription("Which entry. Default: token of bearer, key of apiKey.")
        @Pattern("^[-._a-zA-Z0-9]+$")
        @Size(min = 1, max = 253)
        @Nullable String key) {}
