package dev.sluice.cli.diff;

import dev.sluice.matching.RouteMatching;
import dev.sluice.matching.RouteMatching.Matched;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What requests meet on one data plane, before and now. */
final class TrafficDiff {
  private final Snapshot before;
  private final List<Change> changes = new ArrayList<>();

  private TrafficDiff(Snapshot before) {
    this.before = before;
  }

  static List<Change> of(Snapshot before, Snapshot now) {
    TrafficDiff diff = new TrafficDiff(before);
    Takers takers = new Takers(before, now);
    Cells.of(before.routes(), now.routes())
        .forEach(cell -> diff.compare(cell.text(), takers.of(cell)));
    return diff.changes;
  }

  private void compare(String requests, Takers.Taken taken) {
    switch (taken) {
      case Takers.Taken.Asked(var was, var is) -> compare(requests, was, is);
      case Takers.Taken.Named(var was, var is) -> byRule(requests, was, is);
    }
  }

  private void compare(String requests, RouteMatching was, RouteMatching is) {
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

  private void byRule(String requests, Optional<Matched> was, Optional<Matched> is) {
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
}
