package dev.sluice.cli.words;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Limits as people speak of them. */
public final class LimitWords {
  private LimitWords() {}

  /** {@code 100 per 1m, burst 20} or {@code 5 at a time}. */
  public static String usual(Allowance allowance) {
    return switch (allowance) {
      case Allowance.Concurrent(int most) -> most + " at a time";
      case Allowance.Rate rate -> amount(rate.algorithm(), rate.usual());
    };
  }

  public static String amount(Algorithm algorithm, Amount amount) {
    String rate = amount.requests() + " per " + Millis.text(amount.perMillis());
    return switch (algorithm) {
      case SLIDING_WINDOW -> amount.burst() == 0 ? rate : rate + ", burst " + amount.burst();
      case TOKEN_BUCKET -> rate + ", bucket of " + amount.burst();
    };
  }

  /** {@code gold 1000 per 1m (by claim plan)}; empty without tiers. */
  public static String tiers(Allowance allowance) {
    if (allowance instanceof Allowance.Rate rate
        && rate.tiers() instanceof Tiers.ByValue(var by, String name, var amounts)) {
      String source =
          switch (by) {
            case CLAIM -> "claim ";
            case HEADER -> "header ";
            case API_KEY -> "attribute of the API key ";
          };
      return amounts.entrySet().stream()
          .map(
              (Map.Entry<String, Amount> tier) ->
                  PlainText.escaped(tier.getKey())
                      + " "
                      + amount(rate.algorithm(), tier.getValue()))
          .collect(Collectors.joining("; ", "", " (by " + source + name + ")"));
    }
    return "";
  }

  /** What requests cost; empty if each costs 1. */
  public static String cost(Allowance allowance) {
    if (!(allowance instanceof Allowance.Rate rate)) {
      return "";
    }
    List<String> costs = new ArrayList<>();
    if (rate.requestCost() != 1) {
      costs.add(String.valueOf(rate.requestCost()));
    }
    if (!rate.responseCost().isEmpty()) {
      costs.add((costs.isEmpty() ? "1 " : "") + "and what " + rate.responseCost() + " says");
    }
    return String.join(" ", costs);
  }

  /** {@code user, client network /32 or /64}. */
  public static String key(List<LimitKeyPart> key) {
    return key.isEmpty()
        ? "one counter for all"
        : key.stream().map(LimitWords::part).collect(Collectors.joining(", "));
  }

  private static String part(LimitKeyPart part) {
    return switch (part) {
      case LimitKeyPart.ClientNetwork(int v4, int v6) -> "client network /" + v4 + " or /" + v6;
      case LimitKeyPart.User user -> "user";
      case LimitKeyPart.Tenant tenant -> "tenant";
      case LimitKeyPart.ApiKey key -> "API key";
      case LimitKeyPart.Rule rule -> "rule";
      case LimitKeyPart.Header(String name) -> "header " + name;
      case LimitKeyPart.Claim(String name) -> "claim " + PlainText.escaped(name);
    };
  }

  public static String store(CounterStore store) {
    return switch (store) {
      case CounterStore.Local local -> "Local";
      case CounterStore.Cluster cluster -> "Cluster";
      case CounterStore.Shared(boolean lease, var then) ->
          "Redis"
              + (lease ? ", leased" : "")
              + ", without it "
              + switch (then) {
                case OPEN -> "Open";
                case CLOSED -> "Closed";
                case LOCAL_FALLBACK -> "LocalFallback";
              };
    };
  }

  /** Whether requests of a rule may meet the policy, there or at a backend. */
  public static boolean isAttached(RateLimitSection policy, RouteSection route, RouteRule rule) {
    return policy.targets().stream().anyMatch(target -> isMet(target, route, rule));
  }

  public static boolean isMet(LimitTarget target, RouteSection route, RouteRule rule) {
    return switch (target) {
      case LimitTarget.Plane plane -> true;
      case LimitTarget.Route(ObjectKey key) -> key.equals(route.route());
      case LimitTarget.Rule(ObjectKey key, String name) ->
          key.equals(route.route()) && name.equals(rule.name());
      case LimitTarget.Backend(ObjectKey key) ->
          // Copies that mirrors get are not counted.
          rule.action() instanceof RouteAction.Forward forward
              && forward.targets().stream()
                  .anyMatch(each -> each.target().equals(new Target.Backend(key)));
    };
  }

  /** {@code GatewayRoute shop/orders rule list}. */
  public static String target(LimitTarget target, ObjectKey dataPlane) {
    return switch (target) {
      case LimitTarget.Plane plane -> "DataPlane " + dataPlane;
      case LimitTarget.Route(ObjectKey route) -> "GatewayRoute " + route;
      case LimitTarget.Rule(ObjectKey route, String rule) ->
          "GatewayRoute " + route + " rule " + rule;
      case LimitTarget.Backend(ObjectKey backend) -> "ServiceBackend " + backend;
    };
  }

  /** Which requests it counts. */
  public static String when(RateLimit limit) {
    return limit.when().isEmpty()
        ? "every request"
        : limit.when().stream().map(LimitWords::condition).collect(Collectors.joining("; or "));
  }

  private static String condition(LimitCondition condition) {
    List<String> parts = new ArrayList<>();
    if (!condition.methods().isEmpty()) {
      parts.add("method " + String.join(" or ", condition.methods()));
    }
    if (!condition.path().equals(new PathMatch.Prefix("/"))) {
      parts.add("path " + MatchWords.path(condition.path()).strip());
    }
    String rest = MatchWords.rest(new HostPattern.Any(), asMatch(condition));
    if (!rest.isEmpty()) {
      parts.add(rest);
    }
    parts.addAll(claims(condition));
    return parts.isEmpty() ? "every request" : String.join(" and ", parts);
  }

  /** What it wants of the client's credential. */
  public static List<String> claims(LimitCondition condition) {
    return condition.claims().entrySet().stream()
        .map(
            claim ->
                "claim "
                    + PlainText.escaped(claim.getKey())
                    + " is "
                    + PlainText.escaped(String.join(" or ", claim.getValue())))
        .toList();
  }

  /** Its conditions on path, headers and client, as of a rule. */
  public static RouteMatch asMatch(LimitCondition condition) {
    List<FieldMatch> none = List.of();
    return new RouteMatch(
        condition.path(),
        new MethodMatch.Any(),
        condition.headers(),
        none,
        none,
        condition.clientCidrs());
  }
}
