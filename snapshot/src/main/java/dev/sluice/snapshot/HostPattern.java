package dev.sluice.snapshot;

import java.util.Comparator;

/** Which hosts a route answers for. Names are in lower case, as A-labels, with no trailing dot. */
public sealed interface HostPattern {
  Comparator<HostPattern> ORDER = Comparator.comparing(HostPattern::text);

  /** As the user writes it: {@code shop.example.com}, {@code *.example.com} or {@code *}. */
  String text();

  record Exact(String host) implements HostPattern {
    @Override
    public String text() {
      return host;
    }
  }

  /**
   * One or more labels in front of the suffix, as in Gateway API.
   *
   * @param suffix without {@code *.}: {@code example.com}
   */
  record Wildcard(String suffix) implements HostPattern {
    @Override
    public String text() {
      return "*." + suffix;
    }
  }

  record Any() implements HostPattern {
    @Override
    public String text() {
      return "*";
    }
  }
}
