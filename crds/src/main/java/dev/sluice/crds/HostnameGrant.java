package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Hosts, and the namespaces whose routes may claim them. */
public record HostnameGrant(
    @JsonPropertyDescription(
            "Exact names, *.example.com for all names below, or * for every host and for routes"
                + " without a host. Of several grants that cover a host the most specific counts.")
        @Required
        @Size(min = 1, max = 64)
        List<@Pattern(SluiceApi.HOSTNAME) @Size(min = 1, max = 253) String> hostnames,
    @JsonPropertyDescription("Names of namespaces; * for all.") @Required @Size(min = 1, max = 64)
        List<@Pattern("^(\\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$") @Size(min = 1, max = 63) String>
            namespaces) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public HostnameGrant {
    hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
    namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
  }
}
