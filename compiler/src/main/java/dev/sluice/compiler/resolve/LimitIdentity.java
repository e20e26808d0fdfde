package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RouteRule;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Warns of limits that want to know who asks where nobody is asked. */
public final class LimitIdentity {
  private final Diagnostics diagnostics;

  public LimitIdentity(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Whether somebody who asks one of these rules is known. */
  public static boolean isKnown(Collection<RouteRule> rules) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.policies().access().authentication() instanceof Authentication.ByProviders);
  }

  /** Whether the data plane can know anybody. */
  public static boolean isKnown(GatewaySection gateway) {
    return !gateway.identities().providers().isEmpty();
  }

  /** Whether somebody who asks one of these rules may show an API key. */
  public static boolean takesKeys(Collection<RouteRule> rules, GatewaySection gateway) {
    Set<String> asked = new HashSet<>();
    for (RouteRule rule : rules) {
      if (rule.policies().access().authentication()
          instanceof Authentication.ByProviders(List<String> names, boolean optional)) {
        asked.addAll(names);
      }
    }
    return gateway.identities().providers().stream()
        .filter(provider -> asked.contains(provider.name()))
        .anyMatch(LimitIdentity::takesKeys);
  }

  /** Whether the data plane can know any API key. */
  public static boolean takesKeys(GatewaySection gateway) {
    return gateway.identities().providers().stream().anyMatch(LimitIdentity::takesKeys);
  }

  private static boolean takesKeys(IdentityProvider provider) {
    return provider instanceof IdentityProvider.ApiKeys
        || provider instanceof IdentityProvider.Unavailable;
  }

  /**
   * @param limits as they are written
   * @param where clients are known by anything but API keys
   */
  public void warnOfKeys(List<RateLimit> limits, String where) {
    for (int i = 0; i < limits.size(); i++) {
      String field = "spec.limits[" + i + "]";
      if (limits.get(i).key().contains(new LimitKeyPart.ApiKey())) {
        warnOfKeys(
            field + ".key",
            where,
            "all requests share one counter; add such a provider there, or key by user");
      }
      if (limits.get(i).allowance() instanceof Allowance.Rate rate
          && rate.tiers() instanceof Tiers.ByValue tiers
          && tiers.by() == TierSource.API_KEY) {
        warnOfKeys(
            field + ".tiers.by",
            where,
            "everybody has what limit says; add such a provider there, or choose by claim");
      }
    }
  }

  private void warnOfKeys(String field, String where, String consequence) {
    diagnostics.warning(
        LimitReason.NO_IDENTITY,
        field,
        "wants to know the API key, and " + where + " asks no provider of apiKey: " + consequence);
  }

  /**
   * @param limits as they are written
   * @param where nobody is known
   */
  public void warn(List<RateLimit> limits, String where) {
    for (int i = 0; i < limits.size(); i++) {
      RateLimit limit = limits.get(i);
      String field = "spec.limits[" + i + "]";
      if (limit.key().contains(new LimitKeyPart.User())) {
        warn(
            field + ".key",
            where,
            "every request without identity counts by its client network; add auth there, or key by"
                + " clientIP if that is meant");
      } else if (limit.key().stream().anyMatch(LimitIdentity::isOfClient)) {
        warn(
            field + ".key",
            where,
            "all requests without identity share one counter; add auth there, or key by clientIP"
                + " besides");
      }
      if (limit.allowance() instanceof Allowance.Rate rate
          && rate.tiers() instanceof Tiers.ByValue tiers
          && tiers.by() != TierSource.HEADER) {
        warn(
            field + ".tiers.by",
            where,
            "everybody has what limit says; add auth there, or remove tiers");
      }
      if (!limit.when().isEmpty() && limit.when().stream().allMatch(each -> each.needsIdentity())) {
        warn(
            field + ".when",
            where,
            "conditions on claims never hold; add auth there, or remove claims");
      }
    }
  }

  private void warn(String field, String where, String consequence) {
    diagnostics.warning(
        LimitReason.NO_IDENTITY,
        field,
        "wants to know who asks, and " + where + " asks nobody: " + consequence);
  }

  private static boolean isOfClient(LimitKeyPart part) {
    return switch (part) {
      case LimitKeyPart.User user -> true;
      case LimitKeyPart.Tenant tenant -> true;
      case LimitKeyPart.ApiKey key -> true;
      case LimitKeyPart.Claim claim -> true;
      case LimitKeyPart.ClientNetwork network -> false;
      case LimitKeyPart.Rule rule -> false;
      case LimitKeyPart.Header header -> false;
    };
  }
}
