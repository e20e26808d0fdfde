package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where a credential is looked for: exactly one of header, cookie, query. */
@ValidationRule(
    value = "[has(self.header), has(self.cookie), has(self.query)].filter(x, x).size() == 1",
    message = "give exactly one of header, cookie, query")
@ValidationRule(
    value = "!has(self.scheme) || has(self.header)",
    message = "scheme: belongs to header")
public record CredentialSource(
    @JsonPropertyDescription("Name of a header.")
        @Pattern(SluiceApi.HEADER_NAME)
        @Size(min = 1, max = 128)
        @Nullable String header,
    @JsonPropertyDescription(
            "What stands before the credential in the header, such as Bearer. Default: nothing.")
        @Pattern(SluiceApi.HEADER_NAME)
        @Size(min = 1, max = 64)
        @Nullable String scheme,
    @JsonPropertyDescription("Name of a cookie.")
        @Pattern(SluiceApi.HEADER_NAME)
        @Size(min = 1, max = 128)
        @Nullable String cookie,
    @JsonPropertyDescription("Name of a query parameter; it never reaches logs.")
        @Pattern("^[-A-Za-z0-9._~]+$")
        @Size(min = 1, max = 128)
        @Nullable String query) {}
