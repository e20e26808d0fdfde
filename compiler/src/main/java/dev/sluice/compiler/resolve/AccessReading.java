package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resolve.PolicyReading.Fault;
import dev.sluice.compiler.resolve.PolicyReading.Kind;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.crds.Auth;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.Authorization;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyOrigin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code auth} and {@code authorization} of a layer. */
final class AccessReading {
  /** Until {@link Layering#from} notes who it was. */
  private static final PolicyOrigin NOBODY =
      new PolicyOrigin("authorization", "", new ObjectKey("", ""), "");

  /**
   * An override cannot be weakened: a route may choose among its providers and forgo {@code
   * optional}, and no more.
   */
  static final Layering<Authentication> NOT_WEAKER =
      new Layering<>() {
        @Override
        public boolean keepsBoth() {
          return true;
        }

        @Override
        public Authentication over(Authentication override, Authentication said) {
          if (said instanceof Authentication.Closed) {
            return said;
          }
          if (!(said instanceof Authentication.ByProviders(var wanted, boolean optional))) {
            return override;
          }
          if (!(override instanceof Authentication.ByProviders(var granted, boolean anonymous))) {
            return said;
          }
          List<String> both = wanted.stream().filter(granted::contains).toList();
          return new Authentication.ByProviders(
              both.isEmpty() ? granted : both, anonymous && optional);
        }
      };

  /** What an override asks is asked besides what the route asks. */
  static final Layering<Authorization> BOTH =
      new Layering<>() {
        @Override
        public boolean keepsBoth() {
          return true;
        }

        @Override
        public Authorization from(Authorization value, PolicyOrigin origin) {
          return new Authorization(
              value.rules().stream()
                  .map(
                      rule ->
                          new AccessRule(
                              rule.anyRole(),
                              rule.allPermissions(),
                              rule.anyScope(),
                              rule.claims(),
                              rule.tenants(),
                              rule.mode(),
                              origin))
                  .toList());
        }

        @Override
        public Authorization ofRoute(Authorization served) {
          return new Authorization(
              served.rules().stream()
                  .filter(rule -> rule.origin().kind().equals(ResourceKind.GATEWAY_ROUTE.text()))
                  .toList());
        }

        @Override
        public Authorization over(Authorization override, Authorization said) {
          return new Authorization(
              Stream.concat(override.rules().stream(), said.rules().stream()).toList());
        }
      };

  private AccessReading() {}

  static PolicyReading<Authentication> authentication(List<String> written) {
    Auth auth = WrittenJson.read(written, Auth.class);
    boolean isPublic = Boolean.TRUE.equals(auth.isPublic());
    if (isPublic == !auth.providers().isEmpty()) {
      return PolicyReading.refused(
          Kind.OTHER,
          isPublic
              ? "has providers and public: true, which contradict each other; remove one"
              : "says nothing; give providers, or public: true to let everybody pass");
    }
    if (isPublic) {
      return Boolean.TRUE.equals(auth.optional())
          ? new PolicyReading.Refused<>(
              List.of(
                  new Fault(
                      Kind.OTHER, ".optional", "belongs to providers; remove it beside public")))
          : new PolicyReading.Understood<>(Authentication.PUBLIC);
    }
    List<Fault> faults = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < auth.providers().size(); i++) {
      if (!names.add(auth.providers().get(i))) {
        faults.add(
            new Fault(Kind.OTHER, ".providers[" + i + "]", "stands there already; remove it"));
      }
    }
    return faults.isEmpty()
        ? new PolicyReading.Understood<>(
            new Authentication.ByProviders(auth.providers(), Boolean.TRUE.equals(auth.optional())))
        : new PolicyReading.Refused<>(faults);
  }

  static PolicyReading<Authorization> authorization(List<String> written) {
    dev.sluice.crds.Authorization asked =
        WrittenJson.read(written, dev.sluice.crds.Authorization.class);
    if (asked.anyRole().isEmpty()
        && asked.allPermissions().isEmpty()
        && asked.anyScope().isEmpty()
        && asked.claims().isEmpty()
        && asked.tenants().isEmpty()) {
      return PolicyReading.refused(
          Kind.OTHER,
          "asks nothing; give one of anyRole, allPermissions, anyScope, claims, tenants");
    }
    List<Fault> faults = new ArrayList<>();
    emptyNames(faults, ".anyRole", asked.anyRole());
    emptyNames(faults, ".allPermissions", asked.allPermissions());
    emptyNames(faults, ".anyScope", asked.anyScope());
    emptyNames(faults, ".tenants", asked.tenants());
    for (int i = 0; i < asked.anyScope().size(); i++) {
      if (asked.anyScope().get(i).indexOf(' ') >= 0) {
        faults.add(
            new Fault(
                Kind.OTHER,
                ".anyScope[" + i + "]",
                "has a space, and no scope has one; write each scope as an entry of its own"));
      }
    }
    asked
        .claims()
        .forEach(
            (claim, values) -> {
              if (values == null || values.isEmpty()) {
                faults.add(
                    new Fault(
                        Kind.OTHER,
                        ".claims." + claim,
                        "has no value, so that nobody could pass; give one"));
              }
            });
    if (!faults.isEmpty()) {
      return new PolicyReading.Refused<>(faults);
    }
    return new PolicyReading.Understood<>(
        new Authorization(
            List.of(
                new AccessRule(
                    asked.anyRole(),
                    asked.allPermissions(),
                    asked.anyScope(),
                    new TreeMap<>(asked.claims()),
                    asked.tenants(),
                    asked.mode() == dev.sluice.crds.Authorization.Mode.Shadow
                        ? DecisionMode.SHADOW
                        : DecisionMode.ENFORCE,
                    NOBODY))));
  }

  private static void emptyNames(List<Fault> faults, String at, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isEmpty()) {
        faults.add(
            new Fault(Kind.OTHER, at + "[" + i + "]", "is empty; give a name or remove the entry"));
      }
    }
  }
}
