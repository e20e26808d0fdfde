package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters of a rule. */
final class FilterResolver {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int MAX_BODY = 65_536;

  private final Diagnostics diagnostics;

  FilterResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  List<ResolvedFilter> resolve(List<Filter> filters, String field) {
    List<ResolvedFilter> resolved = new ArrayList<>();
    Set<Filter.Type> seen = EnumSet.noneOf(Filter.Type.class);
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      String place = field + "[" + i + "]";
      if (!isComplete(filter, place)) {
        continue;
      }
      if (!seen.add(filter.type())) {
        diagnostics.error(
            RouteReason.INVALID_FILTER,
            place + ".type",
            filter.type() + " stands twice in this rule; put both into one filter");
        continue;
      }
      if (filter.requestHeaderModifier() != null) {
        String edits = place + ".requestHeaderModifier";
        resolved.add(
            new ResolvedFilter.EditRequestHeaders(edits(filter.requestHeaderModifier(), edits)));
      }
      if (filter.directResponse() != null) {
        resolved.add(answer(filter.directResponse(), place + ".directResponse"));
      }
    }
    return resolved;
  }

  private boolean isComplete(Filter filter, String field) {
    if (filter.type() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".type",
          "is missing; give RequestHeaderModifier or DirectResponse");
      return false;
    }
    return switch (filter.type()) {
      case RequestHeaderModifier ->
          only(filter.requestHeaderModifier(), "requestHeaderModifier", field, filter)
              && none(filter.directResponse(), "directResponse", field, filter);
      case DirectResponse ->
          only(filter.directResponse(), "directResponse", field, filter)
              && none(filter.requestHeaderModifier(), "requestHeaderModifier", field, filter);
    };
  }

  private boolean only(@Nullable Object member, String name, String field, Filter filter) {
    if (member == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + "." + name,
          "is missing; a filter of type " + filter.type() + " needs it");
    }
    return member != null;
  }

  private boolean none(@Nullable Object member, String name, String field, Filter filter) {
    if (member != null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + "." + name,
          "does not belong to a filter of type " + filter.type() + "; make it a filter of its own");
    }
    return member == null;
  }

  private HeaderEdits edits(Filter.HeaderModifier modifier, String field) {
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

  private List<HeaderValue> values(List<Filter.Header> headers, String field) {
    List<HeaderValue> values = new ArrayList<>();
    for (int i = 0; i < headers.size(); i++) {
      Filter.Header header = headers.get(i);
      String place = field + "[" + i + "]";
      String name = name(header.name(), place + ".name");
      String value = Objects.requireNonNullElse(header.value(), "");
      values.add(
          new HeaderValue(
              name, HeaderTemplate.parse(value, place + ".value", diagnostics).orElse(List.of())));
    }
    return values;
  }

  /** Keeps the spelling: some backends read header names as they are written. */
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
    ProtectedHeaders.whyNot(name.toLowerCase(Locale.ROOT))
        .ifPresent(
            why ->
                diagnostics.error(
                    RouteReason.FORBIDDEN_HEADER, field, PlainText.quote(name) + " " + why));
    return name;
  }

  private ResolvedFilter answer(Filter.DirectResponse response, String field) {
    int status = Objects.requireNonNullElse(response.statusCode(), 0);
    String body = Objects.requireNonNullElse(response.body(), "");
    String contentType = Objects.requireNonNullElse(response.contentType(), TEXT);
    if (status < 200 || status > 599) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".statusCode",
          status + " is no final status; give one from 200 to 599");
    }
    boolean bodiless = status == 204 || status == 205 || status == 304;
    if (bodiless && !body.isEmpty()) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".body",
          "an answer with status " + status + " has no body; remove it or change the status");
    }
    if (body.length() > MAX_BODY) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".body",
          "is longer than " + MAX_BODY + " characters; serve it from a backend");
    }
    if (!isMediaType(contentType)) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".contentType",
          PlainText.quote(contentType) + " is no media type; write one such as application/json");
    }
    return new ResolvedFilter.AnswerDirectly(status, body.isEmpty() ? "" : contentType, body);
  }

  /** Type and subtype as RFC 9110 section 8.3.1 says; parameters only have to be harmless. */
  private static boolean isMediaType(String text) {
    int end = text.indexOf(';');
    String essence = (end < 0 ? text : text.substring(0, end)).strip();
    int slash = essence.indexOf('/');
    return slash > 0
        && HttpToken.matches(essence.substring(0, slash))
        && HttpToken.matches(essence.substring(slash + 1))
        && text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }
}
