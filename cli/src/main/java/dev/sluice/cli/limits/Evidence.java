package dev.sluice.cli.limits;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** What several data planes say of limits, brought together. */
public final class Evidence {
  private static final String PREFIX = "sluice_ratelimit_";
  private static final int MOST_HEAVY = 5;

  private final SortedMap<Seen.Name, List<SortedMap<Long, Long>>> peaks = new TreeMap<>();
  private final Map<String, Long> allowed = new HashMap<>();
  private final Map<String, Long> refused = new HashMap<>();
  private final Map<String, Seen.Shape> shapes = new HashMap<>();
  private final Map<String, List<Seen.Heavy>> heavy = new HashMap<>();

  /** Metrics of one data plane. */
  public void metrics(String text) {
    Map<Seen.Name, SortedMap<Long, Long>> here = new HashMap<>();
    for (Sample sample : Sample.parse(text, PREFIX)) {
      String limit = sample.label("policy") + "/" + sample.label("limit");
      switch (sample.name()) {
        case PREFIX + "decisions" -> {
          Map<String, Long> counted =
              switch (sample.label("outcome")) {
                case "allowed" -> allowed;
                case "limited", "shadow_limited" -> refused;
                default -> new HashMap<>();
              };
          counted.merge(limit, (long) sample.value(), Long::sum);
        }
        case PREFIX + "demand" -> demand(sample, here);
        default -> {}
      }
    }
    here.forEach((name, counts) -> peaks.computeIfAbsent(name, k -> new ArrayList<>()).add(counts));
  }

  private static void demand(Sample sample, Map<Seen.Name, SortedMap<Long, Long>> here) {
    try {
      Seen.Name name =
          new Seen.Name(
              sample.label("policy"),
              sample.label("limit"),
              sample.label("tier"),
              Long.parseLong(sample.label("window_millis")));
      here.computeIfAbsent(name, k -> new TreeMap<>())
          .merge(Long.parseLong(sample.label("peak")), (long) sample.value(), Long::sum);
    } catch (NumberFormatException e) {
      // Not of this program.
    }
  }

  /** The page {@code /api/v1/limits} of one data plane. */
  public void page(JsonNode page) {
    for (JsonNode limit : page.path("limits")) {
      String name =
          limit.path("namespace").asText()
              + "/"
              + limit.path("policy").asText()
              + "/"
              + limit.path("limit").asText();
      shapes.put(
          name,
          new Seen.Shape(
              limit.path("mode").asText(),
              limit.path("store").asText(),
              limit.path("algorithm").asText()));
      for (JsonNode key : limit.path("topKeys")) {
        if (key.path("limited").asLong() > 0) {
          heavy
              .computeIfAbsent(name, k -> new ArrayList<>())
              .add(new Seen.Heavy(name(key), key.path("limited").asLong()));
        }
      }
    }
  }

  /** As the policy has it shown: what it is, or a hash. Clients write it, so it moves no cursor. */
  private static String name(JsonNode key) {
    List<String> parts = new ArrayList<>();
    key.path("parts").forEach(part -> parts.add(part.asText()));
    String name = parts.isEmpty() ? key.path("key").asText() : String.join(", ", parts);
    return name.replaceAll("\\p{C}", "?");
  }

  /** By policy, limit and tier. */
  public List<Seen> seen() {
    List<Seen> all = new ArrayList<>();
    peaks.forEach(
        (name, ofEach) -> {
          String limit = name.policy() + "/" + name.limit();
          Seen.Shape shape = shapes.getOrDefault(limit, Seen.Shape.UNKNOWN);
          all.add(
              new Seen(
                  name,
                  shape,
                  allowed.getOrDefault(limit, 0L),
                  refused.getOrDefault(limit, 0L),
                  together(ofEach, shape),
                  heavy.getOrDefault(limit, List.of()).stream()
                      .sorted(Comparator.comparingLong(Seen.Heavy::refused).reversed())
                      .limit(MOST_HEAVY)
                      .toList()));
        });
    return all;
  }

  /**
   * A limit that each replica counts by itself has windows in each. Of one that they share, each
   * has seen a part of the windows: reckoned as if all were as uneven as the worst case, in which
   * the same keys peak everywhere at once.
   */
  private static NavigableMap<Long, Long> together(
      List<SortedMap<Long, Long>> ofEach, Seen.Shape shape) {
    boolean shared = shape.store().equals("Cluster") || shape.store().equals("Redis");
    NavigableMap<Long, Long> all = new TreeMap<>();
    for (SortedMap<Long, Long> counts : ofEach) {
      counts.forEach(
          (peak, windows) -> all.merge(shared ? peak * ofEach.size() : peak, windows, Long::sum));
    }
    return all;
  }
}
