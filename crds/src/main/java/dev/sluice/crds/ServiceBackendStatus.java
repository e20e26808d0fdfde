package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code status} of a ServiceBackend. */
public record ServiceBackendStatus(
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Accepted, ResolvedRefs, Programmed and Ready.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription(
            "How many endpoints the data planes know, and how many of them get requests. Written at"
                + " most every 5 seconds.")
        @Nullable EndpointCounts endpoints,
    @JsonPropertyDescription(
            "Endpoints that get no requests for now, because of what they answered or of a health"
                + " check. The first 32.")
        @Size(max = 32)
        @Nullable List<Ejected> ejected,
    @JsonPropertyDescription(
            "The circuit breaker as the data plane that sees it worst has it. Absent: there is"
                + " none.")
        @Nullable Breaker breaker) {

  /** How many endpoints there are. */
  public record EndpointCounts(
      @JsonPropertyDescription("Endpoints that a data plane knows.") Integer total,
      @JsonPropertyDescription("Those that every data plane sends requests to.") Integer healthy) {}

  /** An endpoint that gets no requests. */
  public record Ejected(
      @JsonPropertyDescription("IP address and port.") String address,
      @JsonPropertyDescription("Why, and how many data-plane replicas say so.") String reason) {}

  /** State of a circuit breaker. */
  public enum Breaker {
    Closed,
    HalfOpen,
    Open
  }
}
