package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.AccessRule;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.ValuePart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether what a rule asks of clients can be asked at one data plane. What cannot is told, and the
 * rule lets nobody pass until it is mended: it still takes its requests, so that none of them comes
 * to a more general rule.
 */
final class AccessCheck {
  private final ObjectKey dataPlane;
  private final PlaneTerms terms;
  private final Diagnostics diagnostics;
  private final List<Diagnostic> obstacles = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  AccessCheck(ObjectKey dataPlane, PlaneTerms terms, Diagnostics diagnostics) {
    this.dataPlane = dataPlane;
    this.terms = terms;
    this.diagnostics = diagnostics;
  }

  /** What stands against the route here. */
  List<Diagnostic> obstacles() {
    return List.copyOf(obstacles);
  }

  /**
   * The policies as they can be had; empty when the data plane does not take the rule.
   *
   * @param filters of the rule
   * @param field of the rule
   */
  Optional<RoutePolicies> judge(RoutePolicies effective, List<RouteFilter> filters, String field) {
    AccessPolicies access = effective.access();
    if (access.authentication() instanceof Authentication.Unsaid
        && terms.authenticationRequired()) {
      tell(
          RouteReason.AUTHENTICATION_REQUIRED,
          field + ".auth",
          "is missing, and "
              + plane()
              + " requires it; give providers, or public: true to let everybody pass");
      return Optional.empty();
    }
    Authentication authentication =
        access.authentication() instanceof Authentication.ByProviders asked
            ? known(asked, effective, field)
            : access.authentication();
    boolean possible = rulesCanHold(access, field) & filtersCanBe(access, filters, field);
    warnOfNames(access);
    return Optional.of(
        effective.with(
            new AccessPolicies(
                possible ? authentication : Authentication.CLOSED,
                access.authorization(),
                access.addresses(),
                access.cors(),
                access.securityHeaders())));
  }

  /** Tells what a route says in vain. */
  void warnOfOverrides(PlanePolicies policies, List<PolicyLayer> said) {
    OverriddenAuth.warn(policies.overrides(), said, plane(), diagnostics);
  }

  /** Fewer providers are stricter; without any, nobody passes. */
  private Authentication known(
      Authentication.ByProviders asked, RoutePolicies effective, String field) {
    String origin =
        effective.origins().stream()
            .filter(each -> each.policy().equals("auth") && ofRoute(each.kind()))
            .findFirst()
            .map(each -> each.field())
            .orElse(field + ".auth");
    List<String> known = asked.providers().stream().filter(terms.providers()::contains).toList();
    asked.providers().stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                tell(
                    RouteReason.PROVIDER_NOT_FOUND,
                    origin + ".providers",
                    PlainText.quote(name)
                        + " is no provider of "
                        + plane()
                        + "; it has "
                        + (terms.providers().isEmpty()
                            ? "none"
                            : String.join(", ", terms.providers().stream().sorted().toList()))));
    return known.isEmpty()
        ? Authentication.CLOSED
        : new Authentication.ByProviders(known, asked.optional());
  }

  private boolean rulesCanHold(AccessPolicies access, String field) {
    if (!asksNobody(access.authentication())) {
      return true;
    }
    for (AccessRule rule : access.authorization().rules()) {
      if (rule.mode() == DecisionMode.ENFORCE) {
        boolean own = ofRoute(rule.origin().kind());
        tell(
            RouteReason.INVALID_POLICY,
            own ? rule.origin().field() : field + ".auth",
            own
                ? "asks what clients are, but nobody asks who they are, so that nobody could pass;"
                    + " give auth with providers, or remove authorization"
                : "asks nobody who they are, and "
                    + plane()
                    + " asks what they are in "
                    + rule.origin().field()
                    + ", so that nobody could pass; give providers");
        return false;
      }
    }
    return true;
  }

  private boolean filtersCanBe(AccessPolicies access, List<RouteFilter> filters, String field) {
    boolean possible = true;
    for (RouteFilter filter : filters) {
      if (asksNobody(access.authentication())
          && values(filter)
              .anyMatch(each -> each.value().stream().anyMatch(ValuePart::ofIdentity))) {
        tell(
            RouteReason.UNKNOWN_VARIABLE,
            field + ".filters",
            "use ${identity.…} or ${claim.…}, which are known only of clients that are"
                + " authenticated; give auth with providers, or another value");
        possible = false;
      }
      if (filter instanceof RouteFilter.EditRequestHeaders(HeaderEdits edits)) {
        Optional<String> taken =
            Stream.concat(values(filter).map(HeaderValue::name), edits.remove().stream())
                .filter(terms::setsHeader)
                .findFirst();
        if (taken.isPresent()) {
          tell(
              RouteReason.FORBIDDEN_HEADER,
              field + ".filters",
              "edit "
                  + PlainText.quote(taken.get())
                  + ", in which "
                  + plane()
                  + " tells backends who the client is; use another name");
          possible = false;
        }
      }
    }
    return possible;
  }

  private static Stream<HeaderValue> values(RouteFilter filter) {
    return switch (filter) {
      case RouteFilter.EditRequestHeaders(HeaderEdits edits) ->
          Stream.concat(edits.set().stream(), edits.add().stream());
      case RouteFilter.EditResponseHeaders(HeaderEdits edits) ->
          Stream.concat(edits.set().stream(), edits.add().stream());
      default -> Stream.empty();
    };
  }

  /** Those of a DataPlane are told at the DataPlane. */
  private void warnOfNames(AccessPolicies access) {
    RoleCheck roles = new RoleCheck(terms.permissions());
    for (AccessRule rule : access.authorization().rules()) {
      if (ofRoute(rule.origin().kind())) {
        roles.check(
            rule,
            (at, message) -> {
              if (told.add(rule.origin().field() + at + message)) {
                diagnostics.warning(
                    RouteReason.INVALID_POLICY, rule.origin().field() + at, message);
              }
            });
      }
    }
  }

  private static boolean asksNobody(Authentication authentication) {
    return authentication instanceof Authentication.Unsaid
        || authentication instanceof Authentication.Public;
  }

  private static boolean ofRoute(String kind) {
    return kind.equals(ResourceKind.GATEWAY_ROUTE.text());
  }

  private void tell(RouteReason reason, String field, String message) {
    if (told.add(field + message)) {
      obstacles.add(diagnostics.error(reason, field, message));
    }
  }

  private String plane() {
    return "the DataPlane "
        + PlainText.quote(dataPlane.name())
        + " in namespace "
        + PlainText.quote(dataPlane.namespace());
  }
}
