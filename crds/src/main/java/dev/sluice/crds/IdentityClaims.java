package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Names of claims. */
public record IdentityClaims(
    @JsonPropertyDescription("Who it is. Default: sub.") @Size(min = 1, max = 128)
        @Nullable String user,
    @JsonPropertyDescription("Whose it is. Default: tenant.") @Size(min = 1, max = 128)
        @Nullable String tenant,
    @JsonPropertyDescription("Its roles, a list. Default: roles.") @Size(min = 1, max = 128)
        @Nullable String roles,
    @JsonPropertyDescription(
            "Its scopes, a list or a text with spaces between them. Default: scope.")
        @Size(min = 1, max = 128)
        @Nullable String scopes) {}
