package dev.sluice.cli.routes;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell. */
public final class Table {
  private static final String GAP = "   ";

  private Table() {}

  public static List<String> of(List<RouteRow> rows, boolean wide) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(RouteRow.titles(wide));
    rows.forEach(row -> lines.add(row.cells(wide)));
    int[] widths = new int[lines.getFirst().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    return lines.stream().map(line -> padded(line, widths)).toList();
  }

  private static String padded(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = line.get(i);
      text.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
    }
    return text.toString().stripTrailing();
  }
}
