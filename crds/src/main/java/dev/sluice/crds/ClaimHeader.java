package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A claim in a header. */
public record ClaimHeader(
    @JsonPropertyDescription("Name of the claim.") @Required @Size(min = 1, max = 128) String claim,
    @JsonPropertyDescription("Name of the header.")
        @Required
        @Pattern(SluiceApi.HEADER_NAME)
        @Size(min = 1, max = 128)
        String header) {}
