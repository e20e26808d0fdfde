package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a request is tried again; never once the answer has begun. */
public record Retry(
    @JsonPropertyDescription(
            "Extra tries, on another endpoint where there is one. 0: none. Default: 1.")
        @Min(0)
        @Max(10)
        @Nullable Integer attempts,
    @JsonPropertyDescription(
            "What is worth another try. ConnectFailure: no connection came about. Reset: the"
                + " connection ended, or backendRequest was over, before the answer began. Status:"
                + " the answer has one of codes. Default: ConnectFailure. A pooled connection found"
                + " closed counts as ConnectFailure where nothing was acted on.")
        @Size(min = 1, max = 3)
        @Nullable List<On> retryOn,
    @JsonPropertyDescription("Status codes, for Status. Default: 502, 503, 504.")
        @Size(min = 1, max = 16)
        @Nullable List<@Min(400) @Max(599) Integer> codes,
    @JsonPropertyDescription(
            "Methods of requests that may reach a backend twice. Others are tried again only when"
                + " nothing of them was sent. Default: GET, HEAD, OPTIONS, PUT, DELETE.")
        @Size(min = 1, max = 16)
        @Nullable List<@Pattern(SluiceApi.HEADER_NAME) @Size(min = 1, max = 32) String> methods,
    @JsonPropertyDescription("The wait before each extra try.") @Nullable Backoff backoff,
    @JsonPropertyDescription(
            "A Retry-After of the answer up to this long is waited for; an answer that asks for"
                + " more is passed on. Default: 1s.")
        @Pattern(SluiceApi.DURATION)
        @Nullable String honourRetryAfter,
    @JsonPropertyDescription(
            "Request bodies up to this size are kept to be sent again; larger ones stream and are"
                + " not tried again. At most 1Mi. Default: 64Ki.")
        @Nullable IntOrString maxReplayBytes) {
  /** What is worth another try. */
  public enum On {
    ConnectFailure,
    Reset,
    Status
  }

  /** Waits that double from one try to the next, with jitter. */
  public record Backoff(
      @JsonPropertyDescription("Before the first extra try, on average. Default: 25ms.")
          @Pattern(SluiceApi.DURATION)
          @Nullable String base,
      @JsonPropertyDescription("No wait is longer. Default: 250ms.") @Pattern(SluiceApi.DURATION)
          @Nullable String max) {}
}
