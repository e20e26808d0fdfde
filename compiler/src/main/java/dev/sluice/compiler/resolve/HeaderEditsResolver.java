package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Edits of header fields, of requests or of answers. */
final class HeaderEditsResolver {
  private final ProtectedHeaders headers;
  private final Diagnostics diagnostics;

  HeaderEditsResolver(ProtectedHeaders headers, Diagnostics diagnostics) {
    this.headers = headers;
    this.diagnostics = diagnostics;
  }

  HeaderEdits resolve(Filter.HeaderModifier modifier, String field) {
    List<HeaderValue> set = values(modifier.set(), field + ".set");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < set.size(); i++) {
      if (!names.add(set.get(i).name().toLowerCase(Locale.ROOT))) {
        diagnostics.error(
            RouteReason.INVALID_HEADER,
            field + ".set[" + i + "].name",
            PlainText.quote(set.get(i).name())
                + " stands twice, and set leaves one value; use add for a second one");
      }
    }
    List<String> remove = new ArrayList<>();
    for (int i = 0; i < modifier.remove().size(); i++) {
      String name = name(modifier.remove().get(i), field + ".remove[" + i + "]");
      remove.add(name.toLowerCase(Locale.ROOT));
    }
    return new HeaderEdits(
        set, values(modifier.add(), field + ".add"), remove.stream().distinct().toList());
  }

  private List<HeaderValue> values(List<Filter.Header> written, String field) {
    List<HeaderValue> values = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Filter.Header header = written.get(i);
      String place = field + "[" + i + "]";
      String name = name(header.name(), place + ".name");
      String value = Objects.requireNonNullElse(header.value(), "");
      values.add(
          new HeaderValue(
              name, HeaderTemplate.parse(value, place + ".value", diagnostics).orElse(List.of())));
    }
    return values;
  }

  /** Keeps the spelling: some readers take header names as they are written. */
  private String name(@Nullable String written, String field) {
    String name = Objects.requireNonNullElse(written, "");
    if (!HttpToken.matches(name)) {
      diagnostics.error(
          RouteReason.INVALID_HEADER,
          field,
          PlainText.quote(name)
              + " is no header name; use letters, digits and hyphens, such as X-Client");
      return name;
    }
    headers
        .whyNot(name.toLowerCase(Locale.ROOT))
        .ifPresent(
            why ->
                diagnostics.error(
                    RouteReason.FORBIDDEN_HEADER, field, PlainText.quote(name) + " " + why));
    return name;
  }
}
