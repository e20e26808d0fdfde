package dev.sluice.cli.limits;

import dev.sluice.cli.words.Millis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was seen and what follows from it, for people. */
public final class SuggestionText {
  private SuggestionText() {}

  /** Lines; the first is a heading. */
  public static List<String> of(Seen seen) {
    List<String> lines = new ArrayList<>();
    lines.add(seen.name() + heading(seen));
    long asked = seen.allowed() + seen.refused();
    lines.add(
        "  seen: "
            + asked
            + " requests; "
            + (seen.shape().mode().equals("Enforce") ? "refused " : "would have been refused: ")
            + seen.refused()
            + (asked == 0
                ? ""
                : String.format(Locale.ROOT, " (%.2f %%)", 100.0 * seen.refused() / asked)));
    lines.add(
        "  a key's peak in "
            + Millis.text(seen.name().millis())
            + ": p50 "
            + seen.quantile(0.5)
            + ", p99 "
            + seen.quantile(0.99)
            + ", max "
            + seen.quantile(1)
            + " (windows: "
            + seen.windows()
            + ")");
    if (!seen.heavy().isEmpty()) {
      List<String> keys =
          seen.heavy().stream().map(each -> each.key() + " (" + each.refused() + ")").toList();
      lines.add("  lately refused most: " + String.join(", ", keys));
    }
    List<Suggestion> suggestions = Suggestion.of(seen);
    for (Suggestion each : suggestions) {
      lines.add(String.format(Locale.ROOT, "  to refuse %-8s %s", each.words(), each.yaml()));
    }
    lines.addAll(yaml(seen, suggestions.getFirst()));
    return lines;
  }

  private static String heading(Seen seen) {
    return seen.shape().mode().isEmpty()
        ? ""
        : " (" + seen.shape().mode() + ", " + seen.shape().store() + ")";
  }

  private static List<String> yaml(Seen seen, Suggestion suggestion) {
    List<String> lines = new ArrayList<>(List.of("", "    - name: " + seen.name().limit()));
    if (seen.name().tier().isEmpty()) {
      lines.add("      limit: " + suggestion.yaml());
    } else {
      lines.add("      tiers:");
      lines.add("        values:");
      lines.add("          " + seen.name().tier() + ": " + suggestion.yaml());
    }
    return lines;
  }
}
