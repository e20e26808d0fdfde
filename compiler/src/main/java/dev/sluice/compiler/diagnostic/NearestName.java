package dev.sluice.compiler.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** "Did you mean …?" */
public final class NearestName {
  private NearestName() {}

  /** A sentence that names the one that was probably meant, or all there are. */
  public static String hint(String given, Collection<String> known) {
    String nearest =
        known.stream().min(Comparator.comparingInt(name -> distance(given, name))).orElse("");
    if (!nearest.isEmpty()
        && distance(given, nearest) <= Math.max(given.length() < 4 ? 1 : 2, given.length() / 3)) {
      return "did you mean " + nearest + "?";
    }
    return known.isEmpty()
        ? "there is none here"
        : "known here: " + String.join(", ", known.stream().sorted().toList());
  }

  /** Levenshtein's, without regard to case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(row[j - 1], above) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
