package dev.sluice.cli.words;

import dev.sluice.matching.Condition;
import dev.sluice.matching.MatchConditions;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.stream.Collectors;

/** Which requests a match means. */
public final class MatchWords {
  private MatchWords() {}

  /**
   * {@code GET shop.example.com/orders/** with header x-plan is "gold"}; any method has no word.
   */
  public static String of(HostPattern host, RouteMatch match) {
    String rest = rest(host, match);
    return method(match, " ")
        + host.text()
        + path(match.path())
        + (rest.isEmpty() ? "" : " with " + rest);
  }

  /** {@code GET }, or nothing. */
  public static String method(RouteMatch match, String after) {
    return match.method() instanceof MethodMatch.Is(String method) ? method + after : "";
  }

  /** As a glob, where it is none with the word that says what it is. */
  public static String path(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact(String value) -> value;
      case PathMatch.Prefix(String value) -> value.endsWith("/") ? value + "**" : value + "/**";
      case PathMatch.Glob(String value) -> value;
      case PathMatch.Regex(String value) -> " matching " + value;
    };
  }

  /** Conditions besides host, path and method. */
  public static String rest(HostPattern host, RouteMatch match) {
    return MatchConditions.of(host, match).rest().stream()
        .map(Condition::text)
        .collect(Collectors.joining(" and "));
  }
}
