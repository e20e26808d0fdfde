package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A reference to an object of a known kind. */
public record ObjectReference(
    @JsonPropertyDescription("Name of the object.")
        @Required
        @Pattern(SluiceApi.OBJECT_NAME)
        @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Its namespace. Default: the own one.")
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        @Nullable String namespace) {}
