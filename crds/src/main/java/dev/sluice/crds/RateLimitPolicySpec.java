package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec} of a RateLimitPolicy. */
@ValidationRule(
    value = "self.limits.all(l, self.limits.exists_one(o, o.name == l.name))",
    message = "limits: each needs a name of its own")
@ValidationRule(
    value =
        "!self.targetRefs.exists(t, t.kind == 'ServiceBackend')"
            + " || !self.limits.exists(l, has(l.when) && l.when.exists(w, has(w.path)))",
    message =
        "when: path means nothing to a ServiceBackend, which requests reach over routes with"
            + " different paths; write a policy for the GatewayRoute")
@ValidationRule(
    value =
        "self.targetRefs.all(t, self.targetRefs.exists_one(o, o.kind == t.kind && o.name == t.name"
            + " && (has(o.sectionName) ? o.sectionName : '')"
            + " == (has(t.sectionName) ? t.sectionName : '')))",
    message = "targetRefs: each names another target")
public record RateLimitPolicySpec(
    @JsonPropertyDescription(
            "What it limits: GatewayRoutes, named rules of them, ServiceBackends of its own"
                + " namespace, or the DataPlane of its own namespace.")
        @Required
        @Size(min = 1, max = 16)
        List<TargetRef> targetRefs,
    @JsonPropertyDescription(
            "Enforce refuses; Shadow only counts and logs what it would refuse. Default: Enforce.")
        @Nullable Mode mode,
    @JsonPropertyDescription(
            "Every one that applies must hold; the headers of answers show the tightest.")
        @Required
        @Size(min = 1, max = 32)
        List<RateLimit> limits,
    @JsonPropertyDescription("How refusals look.") @Nullable Refusal response,
    @JsonPropertyDescription(
            "Whether the admin API shows the keys that ask most as they are, or hashes of them: a"
                + " key may be somebody's name or address. Default: Hashed.")
        @Nullable TopKeys topKeys) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public RateLimitPolicySpec {
    targetRefs = targetRefs == null ? List.of() : List.copyOf(targetRefs);
    limits = limits == null ? List.of() : List.copyOf(limits);
  }

  /** What a policy limits. */
  @ValidationRule(
      value = "!has(self.sectionName) || self.kind == 'GatewayRoute'",
      message = "sectionName: names a rule of a GatewayRoute")
  public record TargetRef(
      @JsonPropertyDescription("GatewayRoute, ServiceBackend or DataPlane.") @Required
          TargetKind kind,
      @JsonPropertyDescription("Name of the object.")
          @Required
          @Pattern(SluiceApi.OBJECT_NAME)
          @Size(min = 1, max = 253)
          String name,
      @JsonPropertyDescription("Its namespace. Default, and all that is allowed: the own one.")
          @Pattern(SluiceApi.LABEL)
          @Size(min = 1, max = 63)
          @Nullable String namespace,
      @JsonPropertyDescription("Name of a rule of the GatewayRoute. Default: all of them.")
          @Pattern(SluiceApi.LABEL)
          @Size(min = 1, max = 63)
          @Nullable String sectionName) {}

  /** Kinds of what can be limited. */
  public enum TargetKind {
    GatewayRoute,
    ServiceBackend,
    DataPlane
  }

  /** What happens to requests beyond a limit. */
  public enum Mode {
    Enforce,
    Shadow
  }

  /** How the admin API shows the keys that ask most. */
  public enum TopKeys {
    Hashed,
    Clear
  }

  /** How refusals look. */
  public record Refusal(
      @JsonPropertyDescription("Status of refusals, 400 to 599. Default: 429.") @Min(400) @Max(599)
          @Nullable Integer statusCode,
      @JsonPropertyDescription(
              "Whether answers carry X-RateLimit-*, RateLimit and RateLimit-Policy; in Shadow, whether"
                  + " X-RateLimit-Shadow names the limits that would have refused. Default: true in"
                  + " Enforce, false in Shadow.")
          @Nullable Boolean headers) {}
}
