package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How an endpoint of a backend is chosen, by each data-plane pod for itself. */
@ValidationRule(
    value = "has(self.consistentHash) == (has(self.type) && self.type == 'ConsistentHash')",
    message = "consistentHash belongs to type: ConsistentHash, and type: ConsistentHash needs it")
public record LoadBalancer(
    @JsonPropertyDescription(
            "LeastRequest: of two at random the one with fewer requests under way. RoundRobin: in"
                + " turn. Random. ConsistentHash: equal keys to the same endpoint. PeakEWMA: of two"
                + " at random the one with the lower latency times requests under way. All heed"
                + " weights. Default: LeastRequest.")
        @Nullable Type type,
    @JsonPropertyDescription("What the hash is of; requests without it go by LeastRequest.")
        @Nullable ConsistentHash consistentHash,
    @JsonPropertyDescription(
            "An endpoint that joins the others, or is healthy again, gets a share that grows from a"
                + " tenth to all of it. Default: all at once.")
        @Nullable SlowStart slowStart,
    @JsonPropertyDescription(
            "Endpoints in the pod's own zone come first, as far as their share of the capacity"
                + " reaches. Default: all zones alike.")
        @Nullable ZoneAware zoneAware,
    @JsonPropertyDescription(
            "When a lower percentage of the endpoints is healthy, all get requests, as if none was"
                + " unhealthy. Default: 0, never.")
        @Min(0)
        @Max(100)
        @Nullable Integer panicThreshold) {

  /** The algorithm. */
  public enum Type {
    LeastRequest,
    RoundRobin,
    Random,
    ConsistentHash,
    PeakEWMA
  }

  /** What the hash is of: exactly one of them. */
  @ValidationRule(
      value =
          "[has(self.header), has(self.cookie), has(self.clientIP), has(self.identity)]"
              + ".filter(x, x).size() == 1",
      message = "consistentHash: give exactly one of header, cookie, clientIP and identity")
  @ValidationRule(
      value = "!has(self.clientIP) || self.clientIP",
      message = "consistentHash.clientIP: true is its only value")
  public record ConsistentHash(
      @JsonPropertyDescription("The value of this request header.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String header,
      @JsonPropertyDescription("The value of this cookie, which the backend or the client sets.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String cookie,
      @JsonPropertyDescription("The client's address, as clientAddress finds it: true.")
          @Nullable Boolean clientIP,
      @JsonPropertyDescription("The user that authentication found: user.")
          @Nullable HashedIdentity identity) {}

  /** What of an identity is hashed. */
  public enum HashedIdentity {
    user
  }

  /** A gentle beginning. */
  public record SlowStart(
      @JsonPropertyDescription("Until the whole share is reached, from 1s to 1h.")
          @Required
          @Pattern(SluiceApi.DURATION)
          @Size(min = 2, max = 24)
          String window) {}

  /** The own zone first. */
  public record ZoneAware(
      @JsonPropertyDescription(
              "With fewer healthy endpoints in the own zone all zones are alike. Default: 1.")
          @Min(1)
          @Max(1000)
          @Nullable Integer minEndpoints) {}
}
