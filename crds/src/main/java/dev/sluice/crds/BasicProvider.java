package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** User names and passwords. */
public record BasicProvider(
    @JsonPropertyDescription("A Secret with an htpasswd file. Default key: auth.") @Required
        SecretKeyReference secretRef,
    @JsonPropertyDescription("What browsers show. Default: the name of the provider.")
        @Pattern("^[ !#-\\[\\]-~]+$")
        @Size(min = 1, max = 128)
        @Nullable String realm,
    @JsonPropertyDescription(
            "Header that tells backends the user; clients cannot set it. Default: none.")
        @Pattern(SluiceApi.HEADER_NAME)
        @Size(min = 1, max = 128)
        @Nullable String userHeader) {}
