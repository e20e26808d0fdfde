package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a known client must be to pass. All that is given must hold. Replaced as a whole. */
public record Authorization(
    @JsonPropertyDescription("One of these roles.") @Size(max = 64)
        List<@Size(min = 1, max = 256) String> anyRole,
    @JsonPropertyDescription("All of these permissions, from the client's roles or its API key.")
        @Size(max = 64)
        List<@Size(min = 1, max = 256) String> allPermissions,
    @JsonPropertyDescription("One of these scopes.") @Size(max = 64)
        List<@Size(min = 1, max = 256) String> anyScope,
    @JsonPropertyDescription("Claims, each with one of these values.") @Size(max = 16)
        Map<String, List<String>> claims,
    @JsonPropertyDescription("The client belongs to one of these tenants.") @Size(max = 256)
        List<@Size(min = 1, max = 256) String> tenants,
    @JsonPropertyDescription(
            "Enforce refuses with 403; Shadow only logs and counts what it would refuse. Default:"
                + " Enforce.")
        @Nullable Mode mode) {
  /** What a refusal leads to. */
  public enum Mode {
    Enforce,
    Shadow
  }

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent.
  public Authorization {
    anyRole = anyRole == null ? List.of() : List.copyOf(anyRole);
    allPermissions = allPermissions == null ? List.of() : List.copyOf(allPermissions);
    anyScope = anyScope == null ? List.of() : List.copyOf(anyScope);
    claims = claims == null ? Map.of() : Map.copyOf(claims);
    tenants = tenants == null ? List.of() : List.copyOf(tenants);
  }
}
