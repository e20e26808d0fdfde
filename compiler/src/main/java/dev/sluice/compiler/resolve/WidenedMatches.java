package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.crds.Match;
import dev.sluice.matching.RequestPath;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What broken matches take at most, for a rule that is to keep clients out: a condition that is not
 * understood is left out, and of a path the part counts in front of the mistake.
 *
 * @param matches that can be closed
 * @param whole whether that is all of them; otherwise nobody knows what the others take
 */
record WidenedMatches(List<RouteMatch> matches, boolean whole) {
  private static final ResourceRef NOBODY =
      new ResourceRef(ResourceKind.GATEWAY_ROUTE, new ObjectKey("", ""));

  WidenedMatches {
    matches = List.copyOf(matches);
  }

  static WidenedMatches of(List<Match> written) {
    List<RouteMatch> widened = new ArrayList<>();
    for (Match match : written) {
      path(match.path()).ifPresent(path -> widened.add(widened(match, path)));
    }
    return new WidenedMatches(
        widened.stream().distinct().toList(), widened.size() == written.size());
  }

  private static RouteMatch widened(Match match, PathMatch path) {
    return new RouteMatch(
        path,
        good(said -> new MatchResolver(said).method(match, "")).orElse(new MethodMatch.Any()),
        good(said -> new FieldMatchResolver(said).headers(match.headers(), "")).orElse(List.of()),
        good(said -> new FieldMatchResolver(said).queryParams(match.queryParams(), ""))
            .orElse(List.of()),
        good(said -> new FieldMatchResolver(said).cookies(match.cookies(), "")).orElse(List.of()),
        good(said -> new MatchResolver(said).networks(match.clientCIDRs(), "")).orElse(List.of()));
  }

  /** What comes out if nothing is wrong with it. */
  private static <T> Optional<T> good(Function<Diagnostics, T> part) {
    Diagnostics said = new Diagnostics(NOBODY);
    T read = part.apply(said);
    return said.errors(ConditionType.ACCEPTED) == 0 ? Optional.of(read) : Optional.empty();
  }

  private static Optional<PathMatch> path(Match.@Nullable Path written) {
    Optional<PathMatch> whole = good(said -> new PathMatchResolver(said).resolve(written, ""));
    return whole.isPresent() || written == null
        ? whole
        : start(Objects.requireNonNullElse(written.value(), ""));
  }

  /** The segments in front of the first character that stands for something else than itself. */
  private static Optional<PathMatch> start(String value) {
    String rooted = value.startsWith("^") ? value.substring(1) : value;
    String path = rooted.startsWith("/") ? rooted : "/" + rooted;
    int end = 0;
    while (end < path.length() && isPlain(path.charAt(end))) {
      end++;
    }
    int cut = end == path.length() ? end : path.lastIndexOf('/', end);
    String start = path.substring(0, Math.max(cut, 0));
    return start.length() > 1
            && RequestPath.normalize(start) instanceof RequestPath.Normalized(String normal)
            && normal.equals(start)
        ? Optional.of(new PathMatch.Prefix(start))
        : Optional.empty();
  }

  private static boolean isPlain(char c) {
    return c == '/'
        || c == '-'
        || c == '_'
        || (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z');
  }
}
