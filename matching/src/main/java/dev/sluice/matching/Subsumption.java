package dev.sluice.matching;

import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.ValueMatch;
import java.util.List;
import java.util.Optional;

/**
 * Whether one match certainly takes every request that another takes. Sound and not complete: where
 * patterns are hard to compare the answer is no, and no pattern is ever run.
 */
public final class Subsumption {
  private Subsumption() {}

  /** Of the same host. */
  public static boolean covers(RouteMatch wide, RouteMatch narrow) {
    return conditionsCover(wide, narrow)
        && PathSet.of(wide.path()).covers(PathSet.of(narrow.path()));
  }

  /** All but hosts and paths. */
  static boolean conditionsCover(RouteMatch wide, RouteMatch narrow) {
    return methodCovers(wide.method(), narrow.method())
        && fieldsCover(wide.headers(), narrow.headers())
        && fieldsCover(wide.queryParams(), narrow.queryParams())
        && fieldsCover(wide.cookies(), narrow.cookies())
        && networksCover(wide.clientCidrs(), narrow.clientCidrs());
  }

  private static boolean methodCovers(MethodMatch wide, MethodMatch narrow) {
    return switch (wide) {
      case MethodMatch.Any any -> true;
      case MethodMatch.Is is -> narrow instanceof MethodMatch.Is(String method) && is.takes(method);
    };
  }

  private static boolean fieldsCover(List<FieldMatch> wide, List<FieldMatch> narrow) {
    for (FieldMatch asked : wide) {
      boolean implied = false;
      for (int i = 0; i < narrow.size() && !implied; i++) {
        FieldMatch given = narrow.get(i);
        implied = given.name().equals(asked.name()) && implies(given.value(), asked.value());
      }
      if (!implied) {
        return false;
      }
    }
    return true;
  }

  private static boolean implies(ValueMatch given, ValueMatch asked) {
    return given.equals(asked)
        || switch (asked) {
          case ValueMatch.Present present -> !(given instanceof ValueMatch.Absent);
          case ValueMatch.Absent absent -> false;
          case ValueMatch.Exact exact ->
              given instanceof ValueMatch.Regex(String pattern)
                  && SimpleRegex.of(pattern)
                      .filter(simple -> simple.rest() == SimpleRegex.Rest.NOTHING)
                      .map(SimpleRegex::text)
                      .equals(Optional.of(exact.value()));
          case ValueMatch.Regex(String pattern) ->
              given instanceof ValueMatch.Exact(String value)
                  && SimpleRegex.of(pattern)
                      .filter(simple -> simple.certainlyMatches(value))
                      .isPresent();
        };
  }

  private static boolean networksCover(List<String> wide, List<String> narrow) {
    if (wide.isEmpty()) {
      return true;
    }
    return !narrow.isEmpty()
        && narrow.stream()
            .allMatch(
                inner ->
                    wide.stream().anyMatch(outer -> outer.equals(inner) || within(inner, outer)));
  }

  private static boolean within(String inner, String outer) {
    Optional<Cidr> small = Cidr.parse(inner);
    Optional<Cidr> large = Cidr.parse(outer);
    return small.isPresent()
        && large.isPresent()
        && large.get().prefix() <= small.get().prefix()
        && large.get().contains(small.get().network());
  }
}
