package dev.sluice.cli.diff;

import dev.sluice.cli.words.PlainWords;
import dev.sluice.cli.words.Shares;
import dev.sluice.matching.RouteMatching.Matched;
import dev.sluice.snapshot.RegionSource;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is different for requests that one rule took before and another, or the same, takes now. */
final class RuleDiff {
  private RuleDiff() {}

  /** In the order in which a reader wants to know. */
  static List<Change> of(String requests, Matched before, Matched now) {
    List<Change> changes = new ArrayList<>();
    if (!sameAction(before, now)) {
      changes.add(
          traffic(
              requests, requests + " now " + action(now, before) + " (was " + was(before) + ")"));
    }
    filters(requests, before, now, changes);
    policies(requests, before, now, changes);
    return changes;
  }

  /** {@code goes 10 % to orders-v2, 90 % to orders}; what gained most first. */
  static String action(Matched now, Matched before) {
    if (!(now.rule().action() instanceof RouteAction.Forward)) {
      return PlainWords.text(now.rule().action());
    }
    List<Shares.Share> shares =
        Shares.gainsFirst(shares(now), shares(before)).stream()
            .filter(share -> share.percent() > 0)
            .toList();
    return "goes " + said(shares) + regions(now) + stickiness(now);
  }

  static String action(Matched rule) {
    return action(rule, rule);
  }

  static String was(Matched rule) {
    if (!(rule.rule().action() instanceof RouteAction.Forward)) {
      return PlainWords.text(rule.rule().action());
    }
    return said(shares(rule).stream().filter(share -> share.percent() > 0).toList())
        + regions(rule)
        + stickiness(rule);
  }

  /** The shares before it are those without regard to regions. */
  private static String regions(Matched rule) {
    if (rule.rule().action() instanceof RouteAction.Forward forward
        && forward.regions() instanceof Regions.ByClient byClient) {
      String source =
          switch (byClient.from()) {
            case RegionSource.FromHeader(String name) -> "header " + name;
            case RegionSource.FromTable(var networks) ->
                networks.stream().mapToInt(each -> each.cidrs().size()).sum() + " networks";
          };
      return ", by region ("
          + String.join(", ", byClient.regions().stream().map(Regions.Region::name).toList())
          + "; others "
          + byClient.otherwise()
          + "; from "
          + source
          + ")";
    }
    return "";
  }

  private static String said(List<Shares.Share> shares) {
    return shares.isEmpty()
        ? "to error 500 (no backend)"
        : String.join(", ", shares.stream().map(Shares.Share::toString).toList());
  }

  private static String stickiness(Matched rule) {
    if (rule.rule().action() instanceof RouteAction.Forward forward
        && forward.targets().size() > 1) {
      String text = PlainWords.text(forward.stickiness());
      return text.isEmpty() || text.equals("none") ? "" : ", sticky " + text;
    }
    return "";
  }

  private static List<Shares.Share> shares(Matched rule) {
    return rule.rule().action() instanceof RouteAction.Forward forward
        ? Shares.of(rule.route().route(), forward.targets())
        : List.of();
  }

  private static boolean sameAction(Matched before, Matched now) {
    if (before.rule().action() instanceof RouteAction.Forward was
        && now.rule().action() instanceof RouteAction.Forward is) {
      return was.regions().equals(is.regions())
          && percents(before).equals(percents(now))
          && stickiness(before).equals(stickiness(now));
    }
    return before.rule().action().equals(now.rule().action());
  }

  /** By what is meant, not by its short name: routes of two namespaces may say the same name. */
  private static Map<String, Double> percents(Matched rule) {
    Map<String, Double> percents = new TreeMap<>();
    shares(rule).stream()
        .filter(share -> share.percent() > 0)
        .forEach(share -> percents.merge(share.target().toString(), share.percent(), Double::sum));
    return percents;
  }

  private static void filters(String requests, Matched before, Matched now, List<Change> changes) {
    Map<Class<?>, RouteFilter> had = byKind(before);
    Map<Class<?>, RouteFilter> has = byKind(now);
    TreeSet<String> told = new TreeSet<>();
    has.forEach(
        (kind, filter) -> {
          RouteFilter was = had.remove(kind);
          if (was == null) {
            told.add(requests + ": now also: " + PlainWords.text(filter));
          } else if (!was.equals(filter)) {
            told.add(
                requests
                    + ": now "
                    + PlainWords.text(filter)
                    + " (was "
                    + PlainWords.text(was)
                    + ")");
          }
        });
    had.values().forEach(was -> told.add(requests + ": no longer: " + PlainWords.text(was)));
    told.forEach(text -> changes.add(traffic(requests, text)));
  }

  private static Map<Class<?>, RouteFilter> byKind(Matched rule) {
    Map<Class<?>, RouteFilter> filters = new HashMap<>();
    rule.rule().filters().forEach(filter -> filters.put(filter.getClass(), filter));
    return filters;
  }

  private static void policies(String requests, Matched before, Matched now, List<Change> changes) {
    SortedMap<String, String> had = values(before);
    SortedMap<String, String> has = values(now);
    TreeSet<String> names = new TreeSet<>(had.keySet());
    names.addAll(has.keySet());
    for (String name : names) {
      String was = had.get(name);
      String is = has.get(name);
      if (is == null || !is.equals(was)) {
        String text =
            requests
                + ": "
                + name
                + " is now "
                + (is == null ? "not set" : is)
                + " (was "
                + (was == null ? "not set" : was)
                + ")";
        Optional<String> weaker =
            Weakenings.of(name, was, is)
                .or(
                    () ->
                        AccessWeakenings.of(
                            name,
                            before.rule().policies().access(),
                            now.rule().policies().access()));
        changes.add(new Change(Change.Kind.TRAFFIC, requests, text, weaker));
      }
    }
  }

  private static SortedMap<String, String> values(Matched rule) {
    SortedMap<String, String> values = new TreeMap<>();
    rule.rule().policies().effective().forEach(each -> values.put(each.policy(), each.value()));
    return values;
  }

  private static Change traffic(String requests, String text) {
    return Change.of(Change.Kind.TRAFFIC, requests, text);
  }
}
