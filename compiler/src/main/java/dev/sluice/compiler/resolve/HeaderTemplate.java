package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.ValuePart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Header values with variables: <code>client ${client.ip}</code>. */
final class HeaderTemplate {
  private static final Map<String, RequestVariable> VARIABLES =
      Arrays.stream(RequestVariable.values())
          .collect(Collectors.toUnmodifiableMap(RequestVariable::text, variable -> variable));

  private static final String KNOWN =
      Arrays.stream(RequestVariable.values())
          .map(variable -> "${" + variable.text() + "}")
          .collect(Collectors.joining(" ", "", " ${" + ValuePart.Claim.PREFIX + "NAME}"));

  private HeaderTemplate() {}

  /** The parts of the value, or nothing after a diagnostic. */
  static Optional<List<ValuePart>> parse(String value, String field, Diagnostics diagnostics) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
      diagnostics.error(
          RouteReason.INVALID_HEADER,
          field,
          PlainText.quote(value)
              + " has a control character or one outside ASCII; use printable ASCII only");
      return Optional.empty();
    }
    List<ValuePart> parts = new ArrayList<>();
    String text = value.strip();
    int at = 0;
    while (at < text.length()) {
      int start = text.indexOf("${", at);
      if (start < 0) {
        start = text.length();
      }
      if (start > at) {
        parts.add(new ValuePart.Text(text.substring(at, start)));
      }
      if (start == text.length()) {
        break;
      }
      int end = text.indexOf('}', start);
      if (end < 0) {
        diagnostics.error(
            RouteReason.INVALID_HEADER,
            field,
            PlainText.quote(value) + " has ${ without }; close it");
        return Optional.empty();
      }
      String name = text.substring(start + 2, end);
      Optional<ValuePart> variable = variable(name);
      if (variable.isEmpty()) {
        diagnostics.error(
            RouteReason.UNKNOWN_VARIABLE,
            field,
            PlainText.quote(text.substring(start, end + 1))
                + " is no variable; there are "
                + KNOWN);
        return Optional.empty();
      }
      parts.add(variable.get());
      at = end + 1;
    }
    return Optional.of(parts);
  }

  private static Optional<ValuePart> variable(String name) {
    if (name.startsWith(ValuePart.Claim.PREFIX)) {
      String claim = name.substring(ValuePart.Claim.PREFIX.length());
      return claim.isEmpty() ? Optional.empty() : Optional.of(new ValuePart.Claim(claim));
    }
    return Optional.ofNullable(VARIABLES.get(name)).map(ValuePart.Variable::new);
  }
}
