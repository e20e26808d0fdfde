package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One limit of a RateLimitPolicy: exactly one of limit and concurrency. */
@ValidationRule(
    value = "has(self.limit) != has(self.concurrency)",
    message = "give exactly one of limit, concurrency")
@ValidationRule(
    value =
        "!has(self.concurrency)"
            + " || !(has(self.algorithm) || has(self.tiers) || has(self.cost))",
    message = "algorithm, tiers, cost: belong to limit")
@ValidationRule(
    value = "!has(self.concurrency) || !has(self.store) || self.store == 'Local'",
    message = "store: concurrency is counted in each replica; remove store")
@ValidationRule(
    value = "!has(self.lease) || !self.lease || (has(self.store) && self.store == 'Redis')",
    message = "lease: takes quotas from Redis; write store: Redis, or remove lease")
@ValidationRule(
    value =
        "!has(self.limit) || self.limit.requests == 0"
            + " || (has(self.algorithm) && self.algorithm == 'TokenBucket'"
            + " ? (has(self.limit.burst) ? self.limit.burst : self.limit.requests)"
            + " : self.limit.requests + (has(self.limit.burst) ? self.limit.burst : 0))"
            + " >= (has(self.cost) && has(self.cost.request) && self.cost.request > 1"
            + " ? self.cost.request : 1)",
    message = "limit: no request would ever pass; give requests or burst of at least its cost")
public record RateLimit(
    @JsonPropertyDescription("Name, unique within the policy; headers, metrics and logs show it.")
        @Required
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("It counts requests for which one of these holds. Default: all.")
        @Size(max = 16)
        List<Condition> when,
    @JsonPropertyDescription(
            "What requests must agree in to share a counter, all together. Default: one counter for"
                + " all.")
        @Size(max = 4)
        List<KeyPart> key,
    @JsonPropertyDescription("How many.") @Nullable Amount limit,
    @JsonPropertyDescription("How many at a time.") @Nullable Concurrent concurrency,
    @JsonPropertyDescription("SlidingWindow or TokenBucket. Default: SlidingWindow.")
        @Nullable Algorithm algorithm,
    @JsonPropertyDescription("Other amounts for some. Default: limit for everybody.")
        @Nullable Tiers tiers,
    @JsonPropertyDescription("What a request costs. Default: 1.") @Nullable Cost cost,
    @JsonPropertyDescription(
            "Policy: one counter wherever the policy applies. Route: one for each route. Default:"
                + " Policy.")
        @Nullable CounterScope counterScope,
    @JsonPropertyDescription(
            "Where it is counted. Local: in each data-plane replica by itself. Cluster: shares of the"
                + " limit that the operator hands out. Redis: in the Redis of the data plane."
                + " Default: Local.")
        @Nullable Store store,
    @JsonPropertyDescription(
            "Whether replicas take small quotas from Redis ahead of need. Default: false.")
        @Nullable Boolean lease,
    @JsonPropertyDescription(
            "While the store does not answer: Open (all pass), Closed (503), LocalFallback (each"
                + " replica counts its share). Default: LocalFallback.")
        @Nullable OnStoreFailure onStoreFailure) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public RateLimit {
    when = when == null ? List.of() : List.copyOf(when);
    key = key == null ? List.of() : List.copyOf(key);
  }

  /** All parts must hold. */
  public record Condition(
      @JsonPropertyDescription("Request methods. Default: any.") @Size(max = 16)
          List<@Pattern("^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$") @Size(min = 1, max = 32) String> methods,
      @JsonPropertyDescription("Condition on the path. Default: any.") Match.@Nullable Path path,
      @JsonPropertyDescription("Conditions on headers. Default: none.") @Size(max = 8)
          List<Match.HeaderMatch> headers,
      @JsonPropertyDescription("The client is in one of these networks. Default: any.")
          @Size(max = 64)
          List<@Size(min = 1, max = 64) String> clientCIDRs,
      @JsonPropertyDescription("Claims with the values that will do. Default: none.") @Size(max = 8)
          Map<String, List<String>> claims) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public Condition {
      methods = methods == null ? List.of() : List.copyOf(methods);
      headers = headers == null ? List.of() : List.copyOf(headers);
      clientCIDRs = clientCIDRs == null ? List.of() : List.copyOf(clientCIDRs);
      claims = claims == null ? Map.of() : Map.copyOf(claims);
    }
  }

  /** What requests must agree in: exactly one member. */
  @ValidationRule(
      value =
          "[has(self.clientIP), has(self.user), has(self.tenant), has(self.apiKey),"
              + " has(self.route), has(self.header), has(self.claim)].filter(x, x).size() == 1",
      message = "give exactly one of clientIP, user, tenant, apiKey, route, header, claim")
  @ValidationRule(
      value =
          "(!has(self.user) || self.user) && (!has(self.tenant) || self.tenant)"
              + " && (!has(self.apiKey) || self.apiKey) && (!has(self.route) || self.route)",
      message = "user, tenant, apiKey, route: write true or remove the entry")
  public record KeyPart(
      @JsonPropertyDescription("The client's network.") @Nullable ClientIp clientIP,
      @JsonPropertyDescription("Who asks; without a name, the client's network.")
          @Nullable Boolean user,
      @JsonPropertyDescription("On whose behalf.") @Nullable Boolean tenant,
      @JsonPropertyDescription("The API key.") @Nullable Boolean apiKey,
      @JsonPropertyDescription("The rule that takes the request.") @Nullable Boolean route,
      @JsonPropertyDescription("Value of this header.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String header,
      @JsonPropertyDescription("Value of this claim.") @Size(min = 1, max = 128)
          @Nullable String claim) {}

  /** A network around the client's address. */
  public record ClientIp(
      @JsonPropertyDescription("Bits of an IPv4 address that count, 8 to 32. Default: 32.")
          @Min(8)
          @Max(32)
          @Nullable Integer ipv4Prefix,
      @JsonPropertyDescription("Bits of an IPv6 address that count, 16 to 128. Default: 64.")
          @Min(16)
          @Max(128)
          @Nullable Integer ipv6Prefix) {}

  /** How many. */
  @ValidationRule(
      value = "duration(self.per) >= duration('1s') && duration(self.per) <= duration('744h')",
      message = "per: out of range; give 1s to 744h, which is 31 days")
  @ValidationRule(
      value = "self.requests > 0 || !has(self.burst) || self.burst == 0",
      message = "burst: stands beside requests: 0, which refuses everybody; remove it")
  public record Amount(
      @JsonPropertyDescription("How many requests, or how much cost.")
          @Required
          @Min(0)
          @Max(1_000_000_000)
          Integer requests,
      @JsonPropertyDescription("In what time: 1s to 744h.")
          @Required
          @Pattern(SluiceApi.DURATION)
          @Size(min = 2, max = 24)
          String per,
      @JsonPropertyDescription(
              "SlidingWindow: how many more each window may have; default 0."
                  + " TokenBucket: the capacity of the bucket; default: requests.")
          @Min(0)
          @Max(1_000_000_000)
          @Nullable Integer burst) {}

  /** How many at a time. */
  public record Concurrent(
      @JsonPropertyDescription("How many requests at a time.") @Required @Min(1) @Max(1_000_000)
          Integer max) {}

  /** How it counts. */
  public enum Algorithm {
    SlidingWindow,
    TokenBucket
  }

  /** Other amounts by what a client has. */
  public record Tiers(
      @JsonPropertyDescription("What chooses the tier.") @Required TierBy by,
      @JsonPropertyDescription("Amounts by its value; others have limit.")
          @Required
          @Size(min = 1, max = 32)
          Map<String, Amount> values) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent map.
    public Tiers {
      values = values == null ? Map.of() : Map.copyOf(values);
    }
  }

  /** What chooses a tier: exactly one member. */
  @ValidationRule(
      value = "[has(self.claim), has(self.header), has(self.apiKey)].filter(x, x).size() == 1",
      message = "give exactly one of claim, header, apiKey")
  public record TierBy(
      @JsonPropertyDescription("Name of a claim.") @Size(min = 1, max = 128) @Nullable String claim,
      @JsonPropertyDescription("Name of a header.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String header,
      @JsonPropertyDescription("Name of an attribute of the API key, such as plan.")
          @Size(min = 1, max = 128)
          @Nullable String apiKey) {}

  /** What a request costs. */
  @ValidationRule(
      value = "!has(self.request) || self.request > 0 || has(self.responseHeader)",
      message = "request: with 0 and no responseHeader nothing is ever counted")
  public record Cost(
      @JsonPropertyDescription("At once, 0 to 1000000. Default: 1.") @Min(0) @Max(1_000_000)
          @Nullable Integer request,
      @JsonPropertyDescription(
              "Header of the backend's answer with what it costs besides; clients do not see it."
                  + " Default: none.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String responseHeader) {}

  /** Where one counter ends. */
  public enum CounterScope {
    Policy,
    Route
  }

  /** Where it is counted. */
  public enum Store {
    Local,
    Cluster,
    Redis
  }

  /** While the store does not answer. */
  public enum OnStoreFailure {
    Open,
    Closed,
    LocalFallback
  }
}
