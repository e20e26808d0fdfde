package dev.sluice.dataplane.body.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.schema.JsonText;
import dev.sluice.schema.TooCostly;
import dev.sluice.schema.Violation;
import java.util.List;

/** What a schema says of a body. */
public sealed interface Verdict {
  record Good() implements Verdict {}

  record Bad(List<Violation> violations) implements Verdict {}

  record Malformed(String reason) implements Verdict {}

  /** Not known: it takes more steps than it may. */
  record Costly() implements Verdict {}

  /**
   * @param steps at most so many
   */
  static Verdict of(byte[] body, CompiledSchema schema, long steps) {
    return switch (JsonText.parse(body)) {
      case JsonText.Parsed.Malformed(String reason) -> new Malformed(reason);
      case JsonText.Parsed.Good(JsonNode value) -> judge(value, schema, steps);
    };
  }

  private static Verdict judge(JsonNode value, CompiledSchema schema, long steps) {
    try {
      List<Violation> violations = schema.violations(value, steps);
      return violations.isEmpty() ? new Good() : new Bad(violations);
    } catch (TooCostly | StackOverflowError e) {
      return new Costly();
    }
  }
}
