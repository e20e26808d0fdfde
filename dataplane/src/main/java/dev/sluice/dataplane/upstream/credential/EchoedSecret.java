package dev.sluice.dataplane.upstream.credential;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A secret of a query as it comes back in the head of an answer: as it was sent, decoded, or
 * encoded once or twice more as part of another URL.
 */
final class EchoedSecret {
  /** What is shorter stands in many places by chance, and is sought with its name only. */
  private static final int TELLING = 8;

  private static final int LEVELS = 3;

  private final List<String> forms;

  EchoedSecret(String name, String value) {
    Set<String> found = new TreeSet<>();
    forms(name + "=" + value, found);
    String encoded = name + "=" + Encoding.percent(value);
    forms(encoded, found);
    if (value.length() >= TELLING) {
      forms(value, found);
    }
    List<String> longestFirst = new ArrayList<>(found);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    forms = List.copyOf(longestFirst);
  }

  private static void forms(String text, Set<String> into) {
    String form = text;
    for (int level = 0; level < LEVELS; level++) {
      into.add(form);
      into.add(form.replace("%20", "+").replace(' ', '+'));
      into.add(lowerHex(form));
      form = Encoding.percent(form);
    }
  }

  private static String lowerHex(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int at = text.indexOf('%'); at >= 0 && at + 2 < text.length(); ) {
      out.replace(at, at + 3, text.substring(at, at + 3).toLowerCase(Locale.ROOT));
      at = text.indexOf('%', at + 3);
    }
    return out.toString();
  }

  void hideIn(HeaderMap answer) {
    for (long i = answer.fastIterateNonEmpty(); i != -1; i = answer.fiNextNonEmpty(i)) {
      HeaderValues field = answer.fiCurrent(i);
      for (int j = 0; j < field.size(); j++) {
        String value = field.get(j);
        String hidden = without(value);
        if (!hidden.equals(value)) {
          field.set(j, hidden);
        }
      }
    }
  }

  private String without(String value) {
    String rest = value;
    for (String form : forms) {
      rest = rest.replace(form, "redacted");
    }
    return rest;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
