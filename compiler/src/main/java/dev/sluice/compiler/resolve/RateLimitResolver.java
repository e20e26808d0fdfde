package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.RateLimitPolicySpec;
import dev.sluice.crds.RateLimitPolicySpec.Mode;
import dev.sluice.crds.RateLimitPolicySpec.Refusal;
import dev.sluice.crds.RateLimitPolicySpec.TargetKind;
import dev.sluice.crds.RateLimitPolicySpec.TopKeys;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** RateLimitPolicies, but for what they are attached to: see {@link LimitTargets}. */
public final class RateLimitResolver {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MOST_LIMITS = 32;

  private RateLimitResolver() {}

  /**
   * @param limits those that can be used
   * @param whole whether these are all that are written; otherwise what was served before is to be
   *     kept
   */
  public record Resolution(ResolvedLimits limits, boolean whole, List<Diagnostic> diagnostics) {
    public Resolution {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  public static Resolution resolve(ObjectKey policy, @Nullable RateLimitPolicySpec spec) {
    ResourceRef ref = new ResourceRef(ResourceKind.RATE_LIMIT_POLICY, policy);
    Diagnostics diagnostics = new Diagnostics(ref);
    LimitFields fields = new LimitFields(ref, diagnostics);
    List<RateLimit> limits =
        spec == null || spec.limits().isEmpty() ? none(spec, fields) : limits(spec, fields);
    Refusal refusal =
        spec == null || spec.response() == null ? new Refusal(null, null) : spec.response();
    int statusCode =
        fields.number(
            LimitReason.INVALID_VALUE,
            "spec.response.statusCode",
            refusal.statusCode(),
            400,
            599,
            TOO_MANY_REQUESTS);
    boolean shadow = spec != null && spec.mode() == Mode.Shadow;
    return new Resolution(
        new ResolvedLimits(
            policy,
            shadow ? DecisionMode.SHADOW : DecisionMode.ENFORCE,
            statusCode,
            // Clients need not know of what is only tried out, unless somebody says so.
            Objects.requireNonNullElse(refusal.headers(), !shadow),
            spec != null && spec.topKeys() == TopKeys.Clear,
            limits),
        diagnostics.errors() == 0,
        diagnostics.found());
  }

  private static List<RateLimit> none(@Nullable RateLimitPolicySpec spec, LimitFields fields) {
    if (spec == null) {
      fields.error(LimitReason.INVALID_VALUE, "spec", "is missing; say what limits what in it");
    } else {
      fields.error(LimitReason.INVALID_LIMIT, "spec.limits", "is empty; give at least one limit");
    }
    return List.of();
  }

  private static List<RateLimit> limits(RateLimitPolicySpec spec, LimitFields fields) {
    if (spec.limits().size() > MOST_LIMITS) {
      fields.error(
          LimitReason.INVALID_LIMIT,
          "spec.limits",
          "has more than " + MOST_LIMITS + " limits; write a second policy for the rest");
    }
    boolean forBackends =
        spec.targetRefs().stream().anyMatch(ref -> ref.kind() == TargetKind.ServiceBackend);
    LimitResolver resolver = new LimitResolver(fields, forBackends);
    Set<String> names = new HashSet<>();
    List<RateLimit> limits = new ArrayList<>();
    for (int i = 0; i < spec.limits().size(); i++) {
      String field = "spec.limits[" + i + "]";
      dev.sluice.crds.RateLimit written = spec.limits().get(i);
      String name = Objects.requireNonNullElse(written.name(), "");
      boolean first = names.add(name);
      if (!first) {
        fields.error(
            LimitReason.DUPLICATE_LIMIT_NAME,
            field + ".name",
            PlainText.quote(name) + " names an earlier limit already; give this one another name");
      }
      resolver.resolve(written, field).filter(each -> first).ifPresent(limits::add);
    }
    return limits;
  }
}
