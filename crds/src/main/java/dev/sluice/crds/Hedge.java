package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A GET, HEAD or OPTIONS without a body whose answer is late is asked of another endpoint as well;
 * the first good answer counts. Within the backend's retryBudget.
 */
@ValidationRule(
    value = "has(self.after) || (has(self.max) && self.max == 0)",
    message = "after: is missing; say when an answer is late, or max: 0 for no hedging")
public record Hedge(
    @JsonPropertyDescription(
            "When an answer is late: a duration, or p50 to p99 for later than so many percent of"
                + " the backend's recent answers (none before 50 of them are known).")
        @Pattern("^(p[5-9][0-9]|([0-9]{1,5}(h|m|s|ms)){1,4})$")
        @Nullable String after,
    @JsonPropertyDescription("Extra tries at a time. From 0 to 3; 0: no hedging. Default: 1.")
        @Min(0)
        @Max(3)
        @Nullable Integer max) {}
