package dev.sluice.cli.diff;

import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.RouteMatching;
import dev.sluice.matching.RouteMatching.Matched;
import dev.sluice.matching.RouteTable;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What requests meet on one data plane, before and now. */
final class TrafficDiff {
  /** Methods for "any other": the first that no rule names. */
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "SEARCH", "REPORT");

  private final Snapshot before;
  private final Snapshot now;
  private final RouteTable tableBefore;
  private final RouteTable tableNow;
  private final String otherMethod;
  private final List<Change> changes = new ArrayList<>();

  private TrafficDiff(Snapshot before, Snapshot now) {
    this.before = before;
    this.now = now;
    this.tableBefore = RouteTable.of(before.routes());
    this.tableNow = RouteTable.of(now.routes());
    this.otherMethod = otherMethod(before, now);
  }

  static List<Change> of(Snapshot before, Snapshot now) {
    TrafficDiff diff = new TrafficDiff(before, now);
    Cells.of(before.routes(), now.routes()).forEach(diff::compare);
    return diff.changes;
  }

  private void compare(Cell cell) {
    Optional<DescribedRequest> example = cell.example(otherMethod);
    if (example.isEmpty()) {
      byRule(cell);
      return;
    }
    RouteMatching was = tableBefore.match(example.get());
    RouteMatching is = tableNow.match(example.get());
    String requests = cell.text();
    switch (is) {
      case Matched taker -> {
        switch (was) {
          case Matched then -> changes.addAll(RuleDiff.of(requests, then, taker));
          case RouteMatching.NotFound none -> opened(requests, "404", taker);
          case RouteMatching.MethodNotAllowed none -> opened(requests, "405", taker);
        }
      }
      case RouteMatching.NotFound none -> closed(requests, "404: no rule takes it", was);
      case RouteMatching.MethodNotAllowed(var allow) ->
          closed(requests, "405: only " + String.join(", ", allow) + " is taken", was);
    }
  }

  /** Where no request is found by which to ask: what the first rule for just these says. */
  private void byRule(Cell cell) {
    Optional<Matched> was = first(before, cell);
    Optional<Matched> is = first(now, cell);
    String requests = cell.text();
    if (was.isPresent() && is.isPresent()) {
      changes.addAll(RuleDiff.of(requests, was.get(), is.get()));
    } else {
      is.ifPresent(rule -> tell(requests, requests + ": " + rule(rule) + " is new"));
      was.ifPresent(rule -> tell(requests, requests + ": " + rule(rule) + " is gone"));
    }
  }

  private void tell(String requests, String text) {
    changes.add(Change.of(Change.Kind.TRAFFIC, requests, text));
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

  private void opened(String requests, String was, Matched taker) {
    String text =
        requests + " now " + RuleDiff.action(taker) + " (was " + was + "), by " + rule(taker);
    // A new rule is a new rule; an old one that takes more than it did was opened.
    changes.add(
        known(taker)
            ? Change.weakening(
                Change.Kind.TRAFFIC, requests, text, "the rule takes requests that it did not")
            : Change.of(Change.Kind.TRAFFIC, requests, text));
  }

  private void closed(String requests, String answer, RouteMatching was) {
    if (was instanceof Matched then) {
      tell(
          requests,
          requests
              + " now gets "
              + answer
              + " (was "
              + RuleDiff.was(then)
              + ", by "
              + rule(then)
              + ")");
    }
  }

  private boolean known(Matched rule) {
    ObjectKey key = rule.route().route();
    return before.routes().stream()
        .filter(route -> route.route().equals(key))
        .flatMap(route -> route.rules().stream())
        .anyMatch(each -> each.name().equals(rule.rule().name()));
  }

  private static String rule(Matched matched) {
    return matched.route().route() + " rule " + matched.rule().name();
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
