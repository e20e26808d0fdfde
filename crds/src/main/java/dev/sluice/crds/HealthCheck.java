package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the endpoints of a backend are asked for their health, by each data-plane pod. */
@ValidationRule(
    value =
        "!has(self.type) || self.type == 'HTTP' || !(has(self.path) || has(self.expectedStatuses))",
    message = "path and expectedStatuses belong to type HTTP: remove them, or the type")
@ValidationRule(
    value = "!has(self.service) || (has(self.type) && self.type == 'GRPC')",
    message = "service belongs to type GRPC: remove it, or give that type")
@ValidationRule(
    value = "!has(self.host) || !has(self.type) || self.type != 'TCP'",
    message = "host belongs to types HTTP and GRPC: remove it, a TCP check sends nothing")
@ValidationRule(
    value = "!has(self.interval) || duration(self.interval) >= duration('100ms')",
    message = "interval: shorter than 100ms; give at least that")
@ValidationRule(
    value = "!has(self.unhealthyInterval) || duration(self.unhealthyInterval) >= duration('100ms')",
    message = "unhealthyInterval: shorter than 100ms; give at least that")
public record HealthCheck(
    @JsonPropertyDescription(
            "What is asked. HTTP: a GET of path. TCP: whether a connection can be made. GRPC: the"
                + " method Check of grpc.health.v1.Health. Default: HTTP.")
        @Nullable Type type,
    @JsonPropertyDescription("Path of an HTTP check, with the query. Default: /.")
        @Pattern("^/[!-\"$-~]*$")
        @Size(min = 1, max = 1024)
        @Nullable String path,
    @JsonPropertyDescription(
            "Statuses of good answers to an HTTP check. Redirects are not followed. Default: 200.")
        @Size(min = 1, max = 32)
        @Nullable List<@Min(200) @Max(599) Integer> expectedStatuses,
    @JsonPropertyDescription(
            "Host of the question, for HTTP and GRPC. Default: tls.hostname if there is TLS, else"
                + " the endpoint's address and port.")
        @Pattern(SluiceApi.PRECISE_HOSTNAME)
        @Size(min = 1, max = 253)
        @Nullable String host,
    @JsonPropertyDescription("Port to ask, on the same address. Default: the endpoint's.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port,
    @JsonPropertyDescription("Service that a GRPC check asks for. Default: the server as a whole.")
        @Pattern("^[A-Za-z0-9._/-]+$")
        @Size(min = 1, max = 253)
        @Nullable String service,
    @JsonPropertyDescription(
            "From one check of a healthy endpoint to the next; at least 100ms. Default: 5s.")
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 24)
        @Nullable String interval,
    @JsonPropertyDescription(
            "The same while the endpoint is not healthy; at least 100ms. Default: interval.")
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 24)
        @Nullable String unhealthyInterval,
    @JsonPropertyDescription(
            "A check without an answer after so long has failed, the connection included. Default:"
                + " 1s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String timeout,
    @JsonPropertyDescription(
            "So many good checks in a row make an unhealthy endpoint healthy; one is enough for a"
                + " new one. Default: 2.")
        @Min(1)
        @Max(100)
        @Nullable Integer healthyThreshold,
    @JsonPropertyDescription(
            "So many failed checks in a row make a healthy endpoint unhealthy. Default: 3.")
        @Min(1)
        @Max(100)
        @Nullable Integer unhealthyThreshold) {

  /** What is asked. */
  public enum Type {
    HTTP,
    TCP,
    GRPC
  }
}
