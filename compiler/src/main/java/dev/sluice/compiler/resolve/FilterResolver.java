package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters of a rule. */
final class FilterResolver {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int MAX_BODY = 65_536;

  private final Diagnostics diagnostics;
  private final FaultResolver faults;
  private final TargetResolver targets;

  FilterResolver(Diagnostics diagnostics, TargetResolver targets) {
    this.diagnostics = diagnostics;
    this.targets = targets;
    this.faults = new FaultResolver(diagnostics);
  }

  ResolvedFilters resolve(List<Filter> filters, String field) {
    List<RouteFilter> resolved = new ArrayList<>();
    Optional<RouteAction> answer = Optional.empty();
    Optional<ResolvedMirror> mirror = Optional.empty();
    Set<Filter.Type> seen = EnumSet.noneOf(Filter.Type.class);
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      String place = field + "[" + i + "]";
      if (!FilterMember.isComplete(filter, place, diagnostics)) {
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
            new RouteFilter.EditRequestHeaders(edits(filter.requestHeaderModifier(), edits)));
      }
      if (filter.faultInjection() != null) {
        resolved.add(faults.resolve(filter.faultInjection(), place + ".faultInjection"));
      }
      if (filter.requestMirror() != null) {
        mirror = Optional.of(targets.mirror(filter.requestMirror(), place + ".requestMirror"));
      }
      if (filter.directResponse() != null) {
        answer = Optional.of(answer(filter.directResponse(), place + ".directResponse"));
      }
    }
    return new ResolvedFilters(resolved, answer, mirror);
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

  private RouteAction answer(Filter.DirectResponse response, String field) {
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
    return new RouteAction.Respond(status, body.isEmpty() ? "" : contentType, body);
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
