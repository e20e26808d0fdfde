package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec} of a ServiceBackend. */
@ValidationRule(
    value = "!has(self.tls) || has(self.tls.hostname) || has(self.target.dns)",
    message = "tls.hostname: give the name on the backend's certificate; only target.dns has one")
public record ServiceBackendSpec(
    @JsonPropertyDescription("Where the backend is.") @Required BackendTarget target,
    @JsonPropertyDescription(
            "Which namespaces' routes may refer to this backend. Default: the own namespace.")
        @Nullable AllowedRoutes allowedRoutes,
    @JsonPropertyDescription("What the backend speaks. Default: HTTP, which is HTTP/1.1.")
        @Nullable Protocol protocol,
    @JsonPropertyDescription(
            "TLS to the backend, whose certificate is always verified. Default: plain text.")
        @Nullable BackendTls tls,
    @JsonPropertyDescription("Limits of the pooled connections.") @Nullable Connection connection,
    @JsonPropertyDescription("How an endpoint is chosen. Default: LeastRequest.")
        @Nullable LoadBalancer loadBalancer,
    @JsonPropertyDescription("When a failing backend is left alone for a while. Default: never.")
        @Nullable CircuitBreaker circuitBreaker,
    @JsonPropertyDescription(
            "How many extra tries it gets. Default: 20 percent of its requests, at least 10 in a"
                + " second.")
        @Nullable RetryBudget retryBudget,
    @JsonPropertyDescription("How many requests it gets at a time. Default: no limit.")
        @Nullable Concurrency concurrency,
    @JsonPropertyDescription(
            "Whether late reads are asked a second time, of rules that do not say it themselves."
                + " Default: no.")
        @Nullable Hedge hedge,
    @JsonPropertyDescription(
            "Other ServiceBackends that take its requests while it has no endpoint that can: the"
                + " first of them that has one. Default: none.")
        @Size(max = 8)
        @Nullable List<ObjectReference> failover,
    @JsonPropertyDescription(
            "What the gateway shows to the backend to be let in, from Secrets of this namespace."
                + " Default: requests go as they come.")
        @Nullable Credentials credentials,
    @JsonPropertyDescription(
            "Asks the endpoints for their health; those that are not well get no requests. Default:"
                + " nobody asks, and all count as healthy.")
        @Nullable HealthCheck healthCheck,
    @JsonPropertyDescription(
            "Gives an endpoint that fails requests none for a while. Default: endpoints are asked"
                + " whatever they answer.")
        @Nullable OutlierDetection outlierDetection,
    @JsonPropertyDescription(
            "Only clients whose identity belongs to one of these tenants reach the backend, over"
                + " whichever route; others get 403. Default: everybody may.")
        @Size(min = 1, max = 256)
        @Nullable List<@Size(min = 1, max = 256) String> tenants) {

  /** What the gateway speaks with endpoints. */
  public enum Protocol {
    HTTP
  }
}
