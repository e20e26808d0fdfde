package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.Cidr;
import dev.sluice.snapshot.RegionSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A table of networks as users write it: lines {@code NETWORK,REGION}, empty lines, and comments
 * from {@code #} to the end of a line.
 */
final class RegionTable {
  static final int MAX_NETWORKS = 10_000;

  private static final int MAX_PROBLEMS = 5;
  private static final Pattern REGION = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Map<Cidr, Integer> lines = new HashMap<>();
  private final Map<Cidr, String> regions = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private RegionTable() {}

  static RegionTable read(String text) {
    RegionTable table = new RegionTable();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      int comment = line.indexOf('#');
      String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!entry.isEmpty()) {
        table.add(entry, number);
      }
      if (table.problems.size() >= MAX_PROBLEMS) {
        break;
      }
    }
    return table;
  }

  private void add(String entry, int number) {
    int comma = entry.indexOf(',');
    String network = comma < 0 ? entry : entry.substring(0, comma).strip();
    String region = comma < 0 ? "" : entry.substring(comma + 1).strip();
    Cidr cidr = Cidr.parse(network).orElse(null);
    if (comma < 0) {
      problem(number, PlainText.quote(entry) + " has no comma; write NETWORK,REGION");
    } else if (cidr == null) {
      problem(number, PlainText.quote(network) + " is no network; write one such as 10.0.0.0/8");
    } else if (!REGION.matcher(region).matches()) {
      problem(
          number,
          PlainText.quote(region) + " is no region; use lower-case letters, digits and hyphens");
    } else if (lines.size() == MAX_NETWORKS && !lines.containsKey(cidr)) {
      problem(number, "is one more than the " + MAX_NETWORKS + " networks that a table may have");
    } else {
      String before = regions.putIfAbsent(cidr, region);
      Integer line = lines.putIfAbsent(cidr, number);
      if (before != null && !before.equals(region)) {
        problem(
            number,
            PlainText.quote(network)
                + " is in "
                + PlainText.quote(before)
                + " by line "
                + line
                + "; remove one of the two");
      }
    }
  }

  private void problem(int line, String message) {
    problems.add("line " + line + ": " + message);
  }

  /** The first few; empty if the table is good. */
  List<String> problems() {
    return problems;
  }

  RegionSource source() {
    SortedMap<String, List<String>> networks = new TreeMap<>();
    regions.forEach(
        (cidr, region) ->
            networks.computeIfAbsent(region, key -> new ArrayList<>()).add(cidr.toString()));
    return new RegionSource.FromTable(
        networks.entrySet().stream()
            .map(entry -> new RegionSource.Networks(entry.getKey(), entry.getValue()))
            .toList());
  }
}
