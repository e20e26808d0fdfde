package dev.sluice.cli.words;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What part of a rule's requests goes where. */
public final class Shares {
  private Shares() {}

  /**
   * One destination.
   *
   * @param percent 0 to 100
   * @param name of the backend, with its namespace where that is not the route's; or what is
   *     answered instead
   */
  public record Share(double percent, String name, Target target) {
    @Override
    public String toString() {
      return percentText(percent) + " to " + name;
    }
  }

  /** In the order of the rule, each destination once. */
  public static List<Share> of(ObjectKey route, List<WeightedTarget> targets) {
    Map<Target, Long> weights = new LinkedHashMap<>();
    targets.forEach(each -> weights.merge(each.target(), (long) each.weight(), Long::sum));
    long total = weights.values().stream().mapToLong(Long::longValue).sum();
    List<Share> shares = new ArrayList<>();
    weights.forEach(
        (target, weight) ->
            shares.add(
                new Share(total == 0 ? 0 : 100.0 * weight / total, name(route, target), target)));
    return shares;
  }

  /** What matters first comes first: the largest gain over what was before. */
  public static List<Share> gainsFirst(List<Share> now, List<Share> before) {
    return now.stream()
        .sorted(
            Comparator.comparingDouble(share -> percent(before, share.name()) - share.percent()))
        .toList();
  }

  public static double percent(List<Share> shares, String name) {
    return shares.stream()
        .filter(share -> share.name().equals(name))
        .mapToDouble(Share::percent)
        .sum();
  }

  /** {@code 10 %}, {@code 33.3 %}. */
  public static String percentText(double percent) {
    double rounded = Math.round(percent * 10) / 10.0;
    String text =
        rounded == Math.rint(rounded)
            ? Long.toString((long) rounded)
            : String.format(Locale.ROOT, "%.1f", rounded);
    return (percent > 0 && rounded == 0 ? "less than 0.1" : text) + " %";
  }

  private static String name(ObjectKey route, Target target) {
    return switch (target) {
      case Target.Backend(ObjectKey backend) -> shortName(route, backend);
      case Target.Unresolved(ObjectKey backend, String reason) ->
          "error 500 (" + shortName(route, backend) + ": " + reason + ")";
    };
  }

  private static String shortName(ObjectKey route, ObjectKey backend) {
    return backend.namespace().equals(route.namespace()) ? backend.name() : backend.toString();
  }
}
