package dev.sluice.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What holds for a rule once all layers are laid over one another: built-in default, DataPlane
 * defaults, route, rule, DataPlane overrides.
 *
 * @param origins who said so, for each value that is not built in; sorted by policy
 */
public record RoutePolicies(
    RouteTimeouts timeouts,
    RetryPolicy retry,
    Hedge hedge,
    RequestLimits limits,
    AccessPolicies access,
    List<PolicyOrigin> origins) {
  /** Built in, where nobody says anything. */
  public static final RoutePolicies DEFAULT = of(RouteTimeouts.DEFAULT);

  public RoutePolicies {
    origins = origins.stream().sorted(Comparator.comparing(PolicyOrigin::policy)).toList();
  }

  /** Nothing but these time limits, from nowhere. */
  public static RoutePolicies of(RouteTimeouts timeouts) {
    return new RoutePolicies(
        timeouts,
        RetryPolicy.DEFAULT,
        Hedge.OF_BACKEND,
        RequestLimits.NONE,
        AccessPolicies.OPEN,
        List.of());
  }

  /**
   * Nobody passes.
   *
   * @param origin of what could not be understood
   */
  public static RoutePolicies closed(PolicyOrigin origin) {
    return new RoutePolicies(
        DEFAULT.timeouts,
        DEFAULT.retry,
        DEFAULT.hedge,
        DEFAULT.limits,
        new AccessPolicies(
            Authentication.CLOSED,
            AccessPolicies.OPEN.authorization(),
            AccessPolicies.OPEN.addresses(),
            AccessPolicies.OPEN.cors(),
            AccessPolicies.OPEN.securityHeaders()),
        List.of(origin));
  }

  /** The same for other clients. */
  public RoutePolicies with(AccessPolicies other) {
    return new RoutePolicies(timeouts, retry, hedge, limits, other, origins);
  }

  /** Every value with its origin, in the order of the documentation. */
  public List<EffectivePolicy> effective() {
    List<EffectivePolicy> values = new ArrayList<>();
    add(values, "timeouts.request", timeouts.request().toString());
    add(values, "timeouts.backendRequest", timeouts.backendRequest().toString());
    add(values, "timeouts.idle", timeouts.idle().toString());
    add(values, "retry.attempts", Integer.toString(retry.attempts()));
    add(values, "retry.retryOn", joined(retry.on().stream().map(RetryCondition::text).toList()));
    add(values, "retry.codes", joined(retry.codes()));
    add(values, "retry.methods", joined(retry.methods()));
    add(values, "retry.backoff.base", millis(retry.backoffBaseMillis()));
    add(values, "retry.backoff.max", millis(retry.backoffMaxMillis()));
    add(values, "retry.honourRetryAfter", millis(retry.honourRetryAfterMillis()));
    add(values, "retry.maxReplayBytes", retry.maxReplayBytes() + " bytes");
    add(values, "hedge", hedge.toString());
    add(values, "limits.maxBodyBytes", limits.maxBody().toString());
    add(
        values,
        "limits.contentTypes",
        limits.contentTypes().isEmpty() ? "all" : joined(limits.contentTypes()));
    add(values, "auth", access.authentication().toString());
    add(values, "authorization", access.authorization().toString());
    add(values, "ipAccess", access.addresses().toString());
    add(values, "cors", access.cors().toString());
    addSecurityHeaders(values);
    return List.copyOf(values);
  }

  /** One line where nobody says anything; otherwise each header, with who chose its value. */
  private void addSecurityHeaders(List<EffectivePolicy> values) {
    SecurityHeaders headers = access.securityHeaders();
    if (headers.equals(SecurityHeaders.NONE)) {
      add(values, "securityHeaders", headers.toString());
      return;
    }
    add(values, "securityHeaders.preset", headers.preset().text());
    for (SecurityHeader header : SecurityHeader.values()) {
      boolean own = headers.said().containsKey(header);
      values.add(
          new EffectivePolicy(
              "securityHeaders." + header.field(),
              headers.value(header).orElse("left to the backend"),
              origin("securityHeaders." + (own ? header.field() : "preset"))));
    }
  }

  private Optional<PolicyOrigin> origin(String policy) {
    return origins.stream().filter(origin -> origin.policy().equals(policy)).findFirst();
  }

  private void add(List<EffectivePolicy> values, String policy, String value) {
    values.add(new EffectivePolicy(policy, value, origin(policy)));
  }

  private static String millis(long millis) {
    return millis == 0 ? "0s" : Timeout.text(millis);
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
