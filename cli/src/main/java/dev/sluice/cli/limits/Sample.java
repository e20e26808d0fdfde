package dev.sluice.cli.limits;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of metrics in Prometheus' text format 0.0.4.
 *
 * @param name without the {@code _total} of counters
 */
record Sample(String name, Map<String, String> labels, double value) {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? +(\\S+)(?: +\\S+)?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

  Sample {
    labels = Map.copyOf(labels);
  }

  /** Those whose name begins so; lines that are none are passed over. */
  static List<Sample> parse(String text, String prefix) {
    List<Sample> samples = new ArrayList<>();
    text.lines()
        .filter(line -> line.startsWith(prefix))
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(
            line -> {
              try {
                samples.add(
                    new Sample(
                        line.group(1).replaceFirst("_total$", ""),
                        labels(line.group(2)),
                        Double.parseDouble(line.group(3))));
              } catch (NumberFormatException e) {
                // No number: it is nobody's metric.
              }
            });
    return samples;
  }

  private static Map<String, String> labels(@Nullable String text) {
    Map<String, String> labels = new HashMap<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      while (label.find()) {
        labels.put(
            label.group(1),
            label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
      }
    }
    return labels;
  }

  String label(String label) {
    return labels.getOrDefault(label, "");
  }
}
