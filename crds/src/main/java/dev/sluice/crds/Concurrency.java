package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How many requests the backend gets at a time from each data-plane pod. */
@ValidationRule(
    value = "!has(self.adaptive) || !has(self.max) || self.max == 0",
    message = "max and adaptive exclude each other: adaptive has a max of its own")
@ValidationRule(
    value =
        "!has(self.queue) || self.queue == 0 || has(self.adaptive)"
            + " || (has(self.max) && self.max > 0)",
    message = "queue: needs max or adaptive: without a limit nobody waits")
public record Concurrency(
    @JsonPropertyDescription("So many. From 0 to 1000000; 0: no limit. Default: 0.")
        @Min(0)
        @Max(1000000)
        @Nullable Integer max,
    @JsonPropertyDescription(
            "So many more wait, first come first served, as long as their time limit allows; the"
                + " next is refused with 503. From 0 to 100000. Default: 0.")
        @Min(0)
        @Max(100000)
        @Nullable Integer queue,
    @JsonPropertyDescription("The limit follows the latency of the answers.")
        @Nullable Adaptive adaptive) {

  /** Between these. */
  @ValidationRule(
      value = "!has(self.min) || !has(self.max) || self.min <= self.max",
      message = "min must not be larger than max")
  public record Adaptive(
      @JsonPropertyDescription("Never less. From 1 to 1000000. Default: 1.") @Min(1) @Max(1000000)
          @Nullable Integer min,
      @JsonPropertyDescription("Never more. From 1 to 1000000. Default: 1000.")
          @Min(1)
          @Max(1000000)
          @Nullable Integer max) {}
}
