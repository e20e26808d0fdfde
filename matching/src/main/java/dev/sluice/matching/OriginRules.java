package dev.sluice.matching;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The origins of a policy, ready to be asked: immutable, safe for all threads. */
public final class OriginRules {
  private final boolean any;
  private final Set<String> exact;
  private final List<OriginPattern> patterns;

  private OriginRules(boolean any, Set<String> exact, List<OriginPattern> patterns) {
    this.any = any;
    this.exact = Set.copyOf(exact);
    this.patterns = List.copyOf(patterns);
  }

  /**
   * @throws IllegalArgumentException if a pattern is none; the compiler has seen to that
   */
  public static OriginRules of(List<String> written) {
    boolean any = false;
    Set<String> exact = new HashSet<>();
    List<OriginPattern> patterns = new ArrayList<>();
    for (String text : written) {
      switch (OriginPattern.parse(text)) {
        case OriginPattern.Parsed.Valid(OriginPattern.Any all) -> any = true;
        case OriginPattern.Parsed.Valid(OriginPattern.Exact(String origin)) -> exact.add(origin);
        case OriginPattern.Parsed.Valid(OriginPattern pattern) -> patterns.add(pattern);
        case OriginPattern.Parsed.Invalid(String cause) ->
            throw new IllegalArgumentException(text + " " + cause);
      }
    }
    return new OriginRules(any, exact, patterns);
  }

  /** Whether everybody is meant, so that the origin plays no part. */
  public boolean any() {
    return any;
  }

  /**
   * @param origin as a client sent it: patterns are asked only about what is an origin, so that
   *     nothing with a path or a user in it can pass for one
   */
  public boolean allow(String origin) {
    if (any || exact.contains(origin)) {
      return true;
    }
    if (patterns.isEmpty() || WebOrigin.whyNot(origin) != null) {
      return false;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(origin)) {
        return true;
      }
    }
    return false;
  }
}
