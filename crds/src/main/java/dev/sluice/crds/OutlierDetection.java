package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When an endpoint that fails requests gets none for a while; each data-plane pod for itself. */
@ValidationRule(
    value =
        "!has(self.consecutiveGatewayErrors) || self.consecutiveGatewayErrors > 0"
            + " || (has(self.consecutive5xx) && self.consecutive5xx > 0) || has(self.latency)",
    message =
        "nothing ejects: give consecutiveGatewayErrors, consecutive5xx or latency, or remove"
            + " outlierDetection")
@ValidationRule(
    value =
        "!has(self.maxEjection) || duration(self.maxEjection) >="
            + " duration(has(self.baseEjection) ? self.baseEjection : '30s')",
    message = "maxEjection: must not be shorter than baseEjection")
public record OutlierDetection(
    @JsonPropertyDescription(
            "So many connect errors, resets, broken answers, timeouts, 502, 503 or 504 in a row"
                + " eject the endpoint. 0: never. Default: 5.")
        @Min(0)
        @Max(1000)
        @Nullable Integer consecutiveGatewayErrors,
    @JsonPropertyDescription(
            "So many of these or of any other 5xx in a row eject the endpoint. 0: never. Default:"
                + " never.")
        @Min(0)
        @Max(1000)
        @Nullable Integer consecutive5xx,
    @JsonPropertyDescription(
            "An endpoint whose answers take longer than this on average over an interval, and twice"
                + " as long as those of the others, is ejected. Default: never.")
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 24)
        @Nullable String latency,
    @JsonPropertyDescription(
            "From one look at latencies to the next; an endpoint that is back for so long counts as"
                + " ejected once less. At least 100ms. Default: 10s.")
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 24)
        @Nullable String interval,
    @JsonPropertyDescription(
            "How long the first ejection lasts; the second in a row lasts twice as long, the third"
                + " three times. Default: 30s.")
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 24)
        @Nullable String baseEjection,
    @JsonPropertyDescription(
            "No ejection lasts longer. Default: 5m, or baseEjection if that is longer.")
        @Pattern(SluiceApi.DURATION)
        @Size(min = 2, max = 24)
        @Nullable String maxEjection,
    @JsonPropertyDescription(
            "No more of the endpoints are ejected at a time; one of several may always be. Below"
                + " 100 the last endpoint that can take requests never is. Default: 50.")
        @Min(1)
        @Max(100)
        @Nullable Integer maxEjectedPercent) {}
