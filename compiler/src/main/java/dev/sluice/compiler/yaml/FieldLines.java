package dev.sluice.compiler.yaml;

import java.util.HashMap;
import java.util.Map;

/** On which line of its file each field of a document stands. */
public final class FieldLines {
  private final Map<String, Integer> lines = new HashMap<>();
  private final int first;

  FieldLines(int first) {
    this.first = first;
  }

  void put(String path, int line) {
    lines.putIfAbsent(path, line);
  }

  /** The lines of what stands below a field, as if it were a document of its own. */
  FieldLines below(String path, int line) {
    FieldLines inner = new FieldLines(line);
    String prefix = path + ".";
    lines.forEach(
        (at, where) -> {
          if (at.startsWith(prefix)) {
            inner.put(at.substring(prefix.length()), where);
          }
        });
    return inner;
  }

  /**
   * The line of the field, or of the nearest parent that is written down.
   *
   * @param path for instance {@code spec.rules[0].backendRefs[1].name}
   */
  public int of(String path) {
    String at = path;
    while (!at.isEmpty()) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
      at = at.substring(0, Math.max(Math.max(at.lastIndexOf('.'), at.lastIndexOf('[')), 0));
    }
    return first;
  }
}
