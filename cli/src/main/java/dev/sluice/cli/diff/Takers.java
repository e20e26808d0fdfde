package dev.sluice.cli.diff;

import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.RouteMatching;
import dev.sluice.matching.RouteMatching.Matched;
import dev.sluice.matching.RouteTable;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which rules take requests on one data plane, before and now. */
final class Takers {
  /** Methods for "any other": the first that no rule names. */
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "SEARCH", "REPORT");

  private final Snapshot before;
  private final Snapshot now;
  private final RouteTable tableBefore;
  private final RouteTable tableNow;
  private final String otherMethod;

  Takers(Snapshot before, Snapshot now) {
    this.before = before;
    this.now = now;
    this.tableBefore = RouteTable.of(before.routes());
    this.tableNow = RouteTable.of(now.routes());
    this.otherMethod = otherMethod(before, now);
  }

  /** Who takes requests of one kind. */
  sealed interface Taken {
    /** A request of the kind was asked for. */
    record Asked(RouteMatching was, RouteMatching is) implements Taken {}

    /** Where no request is found by which to ask: the first rules for just these. */
    record Named(Optional<Matched> was, Optional<Matched> is) implements Taken {}

    /** The rule before, if there was one. */
    default Optional<Matched> before() {
      return switch (this) {
        case Asked(var was, var is) -> matched(was);
        case Named(var was, var is) -> was;
      };
    }

    /** The rule now, if there is one. */
    default Optional<Matched> now() {
      return switch (this) {
        case Asked(var was, var is) -> matched(is);
        case Named(var was, var is) -> is;
      };
    }

    private static Optional<Matched> matched(RouteMatching matching) {
      return matching instanceof Matched rule ? Optional.of(rule) : Optional.empty();
    }
  }

  Taken of(Cell cell) {
    Optional<DescribedRequest> example = cell.example(otherMethod);
    return example.isPresent()
        ? new Taken.Asked(tableBefore.match(example.get()), tableNow.match(example.get()))
        : new Taken.Named(first(before, cell), first(now, cell));
  }

  private static Optional<Matched> first(Snapshot snapshot, Cell cell) {
    return MatchExplanation.candidates(snapshot.routes()).stream()
        .filter(each -> each.host().equals(cell.host()) && each.match().equals(cell.match()))
        .findFirst()
        .map(
            each ->
                new Matched(
                    each.route(),
                    each.route().rules().get(each.ruleIndex()),
                    each.ruleIndex(),
                    each.match()));
  }

  private static String otherMethod(Snapshot before, Snapshot now) {
    Set<String> named = new HashSet<>();
    Stream.of(before, now)
        .flatMap(snapshot -> snapshot.routes().stream())
        .map(RouteSection::rules)
        .flatMap(List::stream)
        .flatMap(rule -> rule.matches().stream())
        .forEach(
            match -> {
              if (match.method() instanceof MethodMatch.Is(String method)) {
                named.add(method);
                if (method.equals("GET")) {
                  named.add("HEAD");
                }
              }
            });
    return METHODS.stream().filter(method -> !named.contains(method)).findFirst().orElse("PURGE");
  }
}
