package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * When a backend that fails is left alone for a while. A failure is a connect error, a reset, a
 * timeout or any 5xx.
 */
public record CircuitBreaker(
    @JsonPropertyDescription(
            "Opens when so many percent of the calls in the window failed. From 1 to 100."
                + " Default: 50.")
        @Min(1)
        @Max(100)
        @Nullable Integer failureRate,
    @JsonPropertyDescription(
            "Opens when so many percent of the calls in the window were slow. From 1 to 100."
                + " Default: 100 where slowCallDuration is given, else slow calls do not count.")
        @Min(1)
        @Max(100)
        @Nullable Integer slowCallRate,
    @JsonPropertyDescription(
            "A call is slow when the head of its answer takes longer. Default: 2s where"
                + " slowCallRate is given, else slow calls do not count.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String slowCallDuration,
    @JsonPropertyDescription(
            "With fewer calls in the window neither rate counts. From 1 to 10000. Default: 20.")
        @Min(1)
        @Max(10000)
        @Nullable Integer minimumCalls,
    @JsonPropertyDescription(
            "The calls of so long count for the rates: whole seconds, from 1s to 10m."
                + " Default: 10s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String window,
    @JsonPropertyDescription(
            "Opens when so many calls in a row failed, whatever the rates. From 0 to 1000; 0:"
                + " never. Default: 0.")
        @Min(0)
        @Max(1000)
        @Nullable Integer consecutiveFailures,
    @JsonPropertyDescription(
            "For so long no call is made; then come the trial calls. At most 1h. Default: 10s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String openFor,
    @JsonPropertyDescription(
            "Trial calls that decide whether it closes or opens again. From 1 to 100. Default: 3.")
        @Min(1)
        @Max(100)
        @Nullable Integer halfOpenCalls,
    @JsonPropertyDescription("What requests get while it is open. Default: 503 with Retry-After.")
        @Nullable Fallback fallback) {

  /** What stands in for the backend: exactly one member. */
  @ValidationRule(
      value = "has(self.backendRef) != has(self.response)",
      message = "give exactly one of backendRef, response")
  public record Fallback(
      @JsonPropertyDescription(
              "Another ServiceBackend, under the conditions of failover. Its own breaker holds.")
          @Nullable ObjectReference backendRef,
      @JsonPropertyDescription("A fixed answer.") Filter.@Nullable DirectResponse response) {}
}
