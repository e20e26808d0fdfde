package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which clients may pass by their address. Replaced as a whole. */
public record IpAccess(
    @JsonPropertyDescription("Networks that may pass, such as 10.0.0.0/8. Default: all.")
        @Size(max = 1024)
        List<@Size(min = 2, max = 49) String> allow,
    @JsonPropertyDescription("Networks that may not; wins over allow. Default: none.")
        @Size(max = 1024)
        List<@Size(min = 2, max = 49) String> deny) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public IpAccess {
    allow = allow == null ? List.of() : List.copyOf(allow);
    deny = deny == null ? List.of() : List.copyOf(deny);
  }
}
