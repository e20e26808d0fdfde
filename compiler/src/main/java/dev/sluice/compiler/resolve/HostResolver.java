package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.matching.WrittenHost;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Host names of a route: are they names, and may the route have them at a data plane. */
final class HostResolver {
  private static final String FIELD = "spec.hostnames";
  private static final int MAX_NAMESPACES_NAMED = 3;

  private final ObjectKey route;
  private final long created;
  private final Surroundings surroundings;
  private final Diagnostics diagnostics;

  HostResolver(ObjectKey route, long created, Surroundings surroundings, Diagnostics diagnostics) {
    this.route = route;
    this.created = created;
    this.surroundings = surroundings;
    this.diagnostics = diagnostics;
  }

  /**
   * A host that the route asks for.
   *
   * @param field where it is written
   */
  record Wanted(HostPattern pattern, String field) {}

  /**
   * What a route may serve at one data plane.
   *
   * @param obstacles why it may not serve the others
   */
  record Allowed(List<HostPattern> hostnames, List<Diagnostic> obstacles) {}

  /** Empty when no name is left: a route whose names are all refused must not take every host. */
  List<Wanted> resolve(List<String> written) {
    if (written.isEmpty()) {
      return List.of(new Wanted(new HostPattern.Any(), FIELD));
    }
    List<Wanted> hostnames = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String field = FIELD + "[" + i + "]";
      switch (WrittenHost.parse(written.get(i))) {
        case WrittenHost.Pattern(HostPattern pattern) -> hostnames.add(new Wanted(pattern, field));
        case WrittenHost.Invalid(String cause) ->
            diagnostics.error(
                RouteReason.INVALID_HOSTNAME, field, PlainText.quote(written.get(i)) + " " + cause);
      }
    }
    return hostnames;
  }

  /** Names that were served before are wanted as if they were written now. */
  static List<Wanted> wantedBefore(List<HostPattern> hostnames) {
    return hostnames.stream().map(pattern -> new Wanted(pattern, FIELD)).toList();
  }

  /** What another namespace owns, or may have alone, is left out. */
  Allowed allowed(ObjectKey dataPlane, List<Wanted> hostnames) {
    List<HostPattern> allowed = new ArrayList<>();
    List<Diagnostic> obstacles = new ArrayList<>();
    for (Wanted wanted : hostnames) {
      HostClaim claim = new HostClaim(wanted.pattern(), route, created);
      HostVerdict verdict = surroundings.verdict(dataPlane, claim);
      obstacle(verdict, wanted, dataPlane)
          .ifPresentOrElse(obstacles::add, () -> allowed.add(wanted.pattern()));
    }
    return new Allowed(allowed, obstacles);
  }

  private Optional<Diagnostic> obstacle(HostVerdict verdict, Wanted wanted, ObjectKey dataPlane) {
    String at =
        "the DataPlane "
            + PlainText.quote(dataPlane.name())
            + " in namespace "
            + PlainText.quote(dataPlane.namespace());
    String host = PlainText.quote(wanted.pattern().text());
    return switch (verdict) {
      case HostVerdict.Holds holds -> Optional.empty();
      case HostVerdict.NeedsGrant needed ->
          Optional.of(
              diagnostics.error(
                  RouteReason.HOSTNAME_NOT_GRANTED,
                  wanted.field(),
                  "takes every host, which outside the namespace of "
                      + at
                      + " needs a grant; name the hosts that are meant, or let its owner grant"
                      + " \"*\" to namespace "
                      + PlainText.quote(route.namespace())
                      + " in spec.hostnameGrants"));
      case HostVerdict.GrantedToOthers(HostPattern granted, SortedSet<String> namespaces) ->
          Optional.of(
              diagnostics.error(
                  RouteReason.HOSTNAME_NOT_GRANTED,
                  wanted.field(),
                  host
                      + (granted.equals(wanted.pattern())
                          ? " is granted to "
                          : " overlaps with "
                              + PlainText.quote(granted.text())
                              + ", which is granted to ")
                      + named(namespaces)
                      + " by "
                      + at
                      + "; choose another host, or let its owner grant "
                      + host
                      + " to namespace "
                      + PlainText.quote(route.namespace())
                      + " in spec.hostnameGrants"));
      case HostVerdict.BelongsTo(HostClaim owner) ->
          Optional.of(
              diagnostics.error(
                  RouteReason.CONFLICTED,
                  wanted.field(),
                  (owner.isNarrowerThan(wanted.pattern())
                          ? host
                              + " takes in "
                              + PlainText.quote(owner.pattern().text())
                              + ", which"
                          : host)
                      + " belongs to namespace "
                      + PlainText.quote(owner.namespace())
                      + " at "
                      + at
                      + ", for its route "
                      + PlainText.quote(owner.route().toString())
                      + " claimed "
                      + (owner.isWiderThan(wanted.pattern())
                          ? PlainText.quote(owner.pattern().text())
                          : "it")
                      + " first; choose another host, or let the data plane's owner decide in"
                      + " spec.hostnameGrants"));
    };
  }

  private static String named(SortedSet<String> namespaces) {
    String more =
        namespaces.size() > MAX_NAMESPACES_NAMED
            ? " and " + (namespaces.size() - MAX_NAMESPACES_NAMED) + " more"
            : "";
    return namespaces.isEmpty()
        ? "no namespace"
        : namespaces.stream()
            .limit(MAX_NAMESPACES_NAMED)
            .map(PlainText::quote)
            .collect(
                Collectors.joining(
                    ", ", namespaces.size() == 1 ? "namespace " : "namespaces ", more));
  }
}
