package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Match;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Conditions on requests. */
final class MatchResolver {
  private static final Set<String> WELL_KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Diagnostics diagnostics;
  private final PathMatchResolver paths;
  private final FieldMatchResolver fields;

  MatchResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    this.paths = new PathMatchResolver(diagnostics);
    this.fields = new FieldMatchResolver(diagnostics);
  }

  List<RouteMatch> resolve(List<Match> matches, String field) {
    if (matches.isEmpty()) {
      return List.of(RouteMatch.of(PathMatchResolver.EVERY_PATH, new MethodMatch.Any()));
    }
    List<RouteMatch> resolved = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      resolved.add(resolve(matches.get(i), field + "[" + i + "]"));
    }
    return resolved.stream().distinct().toList();
  }

  private RouteMatch resolve(Match match, String field) {
    return new RouteMatch(
        paths.resolve(match.path(), field + ".path"),
        method(match, field),
        fields.headers(match.headers(), field + ".headers"),
        fields.queryParams(match.queryParams(), field + ".queryParams"),
        fields.cookies(match.cookies(), field + ".cookies"),
        networks(match.clientCIDRs(), field + ".clientCIDRs"));
  }

  MethodMatch method(Match match, String field) {
    return match.method() == null
        ? new MethodMatch.Any()
        : new MethodMatch.Is(method(match.method(), field + ".method"));
  }

  String method(String method, String field) {
    if (!HttpToken.matches(method)) {
      diagnostics.error(
          RouteReason.INVALID_METHOD,
          field,
          PlainText.quote(method) + " is no method; write a name such as GET");
    }
    String upper = method.toUpperCase(Locale.ROOT);
    if (!upper.equals(method) && WELL_KNOWN.contains(upper)) {
      diagnostics.warning(
          RouteReason.INVALID_METHOD,
          field,
          PlainText.quote(method) + " is not " + upper + ": methods are case-sensitive");
    }
    return method;
  }

  List<String> networks(List<String> written, String field) {
    List<String> networks = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Optional<Cidr> network = Cidr.parse(written.get(i));
      if (network.isEmpty()) {
        diagnostics.error(
            RouteReason.INVALID_CIDR,
            field + "[" + i + "]",
            PlainText.quote(written.get(i))
                + " is no network; write an address and the length of its prefix, such as"
                + " 10.0.0.0/8 or 2001:db8::/32");
      }
      network.ifPresent(found -> networks.add(found.toString()));
    }
    return networks.stream().distinct().toList();
  }
}
