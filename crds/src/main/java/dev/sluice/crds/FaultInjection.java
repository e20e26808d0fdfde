package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Faults on purpose: first the delay, then the abort, each for its own share of the requests. */
@ValidationRule(value = "has(self.delay) || has(self.abort)", message = "give delay, abort or both")
public record FaultInjection(
    @JsonPropertyDescription("Makes requests wait. The wait counts against the request's timeout.")
        @Nullable Delay delay,
    @JsonPropertyDescription(
            "Answers with an error in place of the backend; with a delay, after it.")
        @Nullable Abort abort,
    @JsonPropertyDescription("Only requests that carry this header. Default: all.")
        @Nullable Header header) {

  /** How long, and how many. */
  public record Delay(
      @JsonPropertyDescription("How long. From 1ms to 5m.")
          @Required
          @Pattern(SluiceApi.DURATION)
          @Size(min = 2, max = 24)
          String fixed,
      @JsonPropertyDescription("Share of the requests, from 0 to 100. Default: 100.")
          @Min(0)
          @Max(100)
          @Nullable Integer percent) {}

  /** Which error, and how many. */
  public record Abort(
      @JsonPropertyDescription("Status of the answer, from 400 to 599.")
          @Required
          @Min(400)
          @Max(599)
          Integer statusCode,
      @JsonPropertyDescription("Share of the requests, from 0 to 100. Default: 100.")
          @Min(0)
          @Max(100)
          @Nullable Integer percent) {}

  /** A header field that a request must carry. */
  public record Header(
      @JsonPropertyDescription("Name of the header, in any case.")
          @Required
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          String name,
      @JsonPropertyDescription("Its value, to the letter. Default: any.") @Size(max = 4096)
          @Nullable String value) {}
}
