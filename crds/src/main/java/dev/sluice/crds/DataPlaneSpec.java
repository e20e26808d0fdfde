package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec} of a DataPlane. */
@ValidationRule(
    value =
        "!has(self.listeners)"
            + " || self.listeners.all(l, self.listeners.exists_one(o, o.port == l.port))",
    message = "listeners: each needs a port of its own")
public record DataPlaneSpec(
    @JsonPropertyDescription(
            "Sockets that accept client connections. Default: one, named http, on port 8080.")
        @Size(max = 16)
        List<ListenerSpec> listeners,
    @JsonProperty("default")
        @JsonPropertyDescription(
            "Routes without dataPlaneRefs attach here. Of several such data planes the oldest"
                + " counts. Default: false.")
        @Nullable Boolean isDefault,
    @JsonPropertyDescription(
            "Which namespaces' routes may attach. Default: the data plane's own namespace.")
        @Nullable AllowedRoutes allowedRoutes,
    @JsonPropertyDescription(
            "Hosts that only some namespaces may claim. A host without a grant belongs to the"
                + " namespace of the oldest route that claims it. A route without a host, or with"
                + " *, needs a grant of * unless it lies in the data plane's own namespace."
                + " Default: none.")
        @Size(max = 256)
        List<HostnameGrant> hostnameGrants,
    @JsonPropertyDescription("Paths that are refused. Default: all that could mislead.")
        @Nullable PathPolicy pathPolicy,
    @JsonPropertyDescription(
            "Whose word counts for the client's address. Default: the peer of the connection; "
                + "forwarding headers from clients are replaced.")
        @Nullable ClientAddressSpec clientAddress,
    @JsonPropertyDescription(
            "Policies of all routes of this data plane, each value unless a route or a rule says"
                + " otherwise.")
        @Nullable Policies defaults,
    @JsonPropertyDescription(
            "Policies of all routes of this data plane, each value whatever a route or a rule"
                + " says.")
        @Nullable Policies overrides,
    @JsonPropertyDescription("How clients are known. Default: not at all.")
        @Nullable Authentication authentication,
    @JsonPropertyDescription("What roles allow.") @Nullable RolePermissions authorization,
    @JsonPropertyDescription(
            "The Redis that its data planes share, for tokens that are taken back. Default: none.")
        @Nullable RedisSettings redis,
    @JsonPropertyDescription("How the gateway pods run.") @Nullable DeploymentSpec deployment) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public DataPlaneSpec {
    listeners = listeners == null ? List.of() : List.copyOf(listeners);
    hostnameGrants = hostnameGrants == null ? List.of() : List.copyOf(hostnameGrants);
  }
}
