package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** What roles allow. */
public record RolePermissions(
    @JsonPropertyDescription(
            "Permissions by role; * stands for all. A role that is not here has none.")
        @Size(max = 256)
        Map<String, List<String>> roles) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent map.
  public RolePermissions {
    roles = roles == null ? Map.of() : Map.copyOf(roles);
  }
}
