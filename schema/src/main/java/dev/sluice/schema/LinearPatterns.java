package dev.sluice.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.sluice.matching.SearchPattern;

/** Patterns of schemas, by an engine that no pattern can stall. */
final class LinearPatterns implements RegularExpressionFactory {
  /** Instructions that are one step: they are much cheaper than a keyword. */
  private static final int CHEAP = 16;

  @Override
  public RegularExpression getRegularExpression(String written) {
    return switch (SearchPattern.parse(written)) {
      case SearchPattern.Parsed.Valid(SearchPattern pattern) -> text -> find(pattern, text);
      case SearchPattern.Parsed.Invalid(String cause) -> throw new IllegalArgumentException(cause);
    };
  }

  private static boolean find(SearchPattern pattern, String text) {
    if (Effort.CURRENT.isBound()) {
      Effort.CURRENT.get().spend(1 + (long) text.length() * pattern.size() / CHEAP);
    }
    return pattern.isIn(text);
  }
}
