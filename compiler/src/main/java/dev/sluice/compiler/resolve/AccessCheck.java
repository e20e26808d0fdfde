package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.Authentication;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RoutePolicies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether what a rule asks of clients can be asked at one data plane. */
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
   * @param field of the rule
   */
  Optional<RoutePolicies> judge(RoutePolicies effective, String field) {
    AccessPolicies access = effective.access();
    return switch (access.authentication()) {
      case Authentication.Unsaid unsaid -> {
        if (terms.authenticationRequired()) {
          tell(
              RouteReason.AUTHENTICATION_REQUIRED,
              field + ".auth",
              "is missing, and "
                  + plane()
                  + " requires it; give providers, or public: true to let everybody pass");
          yield Optional.empty();
        }
        yield Optional.of(effective);
      }
      case Authentication.Public open -> Optional.of(effective);
      case Authentication.Closed closed -> Optional.of(effective);
      case Authentication.ByProviders asked ->
          Optional.of(
              effective.with(
                  new AccessPolicies(
                      known(asked, effective, field),
                      access.authorization(),
                      access.addresses(),
                      access.cors(),
                      access.securityHeaders())));
    };
  }

  /** Fewer providers are stricter; without any, nobody passes. */
  private Authentication known(
      Authentication.ByProviders asked, RoutePolicies effective, String field) {
    String origin =
        effective.origins().stream()
            .filter(each -> each.policy().equals("auth") && each.kind().equals("GatewayRoute"))
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
