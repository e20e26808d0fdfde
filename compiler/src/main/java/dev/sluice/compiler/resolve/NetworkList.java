package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.matching.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Networks as users write them: lines {@code NETWORK} or {@code NETWORK,REGION}, empty lines, and
 * comments from {@code #} to the end of a line.
 *
 * @param networks canonical, by region; those without a region under the empty one
 * @param problems the first few, with the line; empty if the list is good
 */
record NetworkList(SortedMap<String, List<String>> networks, List<String> problems) {
  static final int MAX_NETWORKS = 200_000;

  private static final int MAX_PROBLEMS = 5;
  private static final Pattern REGION = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  static NetworkList read(String text) {
    SortedMap<String, List<String>> networks = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    int count = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      int comment = line.indexOf('#');
      String entry = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (entry.isEmpty()) {
        continue;
      }
      if (problems.size() == MAX_PROBLEMS) {
        problems.add("and there may be more");
        break;
      }
      int comma = entry.indexOf(',');
      String network = comma < 0 ? entry : entry.substring(0, comma).strip();
      String region = comma < 0 ? "" : entry.substring(comma + 1).strip();
      Cidr cidr = Cidr.parse(network).orElse(null);
      if (cidr == null) {
        problems.add(
            "line "
                + number
                + ": "
                + PlainText.quote(network)
                + " is no network; write one such as 10.0.0.0/8");
      } else if (comma >= 0 && !REGION.matcher(region).matches()) {
        problems.add(
            "line "
                + number
                + ": "
                + PlainText.quote(region)
                + " is no region; use lower-case letters, digits and hyphens");
      } else if (++count > MAX_NETWORKS) {
        problems.add(
            "line " + number + " is one more than the " + MAX_NETWORKS + " that a list may have");
        break;
      } else {
        networks.computeIfAbsent(region, key -> new ArrayList<>()).add(cidr.toString());
      }
    }
    return new NetworkList(networks, List.copyOf(problems));
  }
}
