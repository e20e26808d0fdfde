package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Match;
import dev.sluice.matching.HttpToken;
import dev.sluice.matching.Regex;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.ValueMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conditions on headers, query parameters and cookies. */
final class FieldMatchResolver {
  private static final int MAX_CONDITIONS = 16;
  private static final int MAX_VALUE = 1_024;

  private final Diagnostics diagnostics;

  FieldMatchResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Where a condition looks, and what may stand there. */
  private record Kind(String noun, RouteReason reason, int maxName) {}

  private static final Kind HEADER = new Kind("header", RouteReason.INVALID_HEADER, 128);
  private static final Kind QUERY_PARAM =
      new Kind("query parameter", RouteReason.INVALID_QUERY_PARAM, 256);
  private static final Kind COOKIE = new Kind("cookie", RouteReason.INVALID_COOKIE, 128);

  List<FieldMatch> headers(List<Match.HeaderMatch> written, String field) {
    for (int i = 0; i < written.size(); i++) {
      String name = name(written.get(i));
      String place = field + "[" + i + "].name";
      if (checkToken(name, HEADER, place)) {
        MatchableHeaders.whyNot(name.toLowerCase(Locale.ROOT))
            .ifPresent(
                cause ->
                    diagnostics.error(
                        RouteReason.FORBIDDEN_HEADER, place, PlainText.quote(name) + " " + cause));
      }
      checkHeaderValue(written.get(i), field + "[" + i + "].value");
    }
    return resolve(written, HEADER, field);
  }

  List<FieldMatch> queryParams(List<Match.QueryParamMatch> written, String field) {
    for (int i = 0; i < written.size(); i++) {
      String name = name(written.get(i));
      if (name.isEmpty() || name.length() > QUERY_PARAM.maxName) {
        diagnostics.error(
            RouteReason.INVALID_QUERY_PARAM,
            field + "[" + i + "].name",
            PlainText.quote(name)
                + " has not 1 to "
                + QUERY_PARAM.maxName
                + " characters; name the parameter, decoded");
      }
    }
    return resolve(written, QUERY_PARAM, field);
  }

  List<FieldMatch> cookies(List<Match.CookieMatch> written, String field) {
    for (int i = 0; i < written.size(); i++) {
      checkToken(name(written.get(i)), COOKIE, field + "[" + i + "].name");
    }
    return resolve(written, COOKIE, field);
  }

  private List<FieldMatch> resolve(
      List<? extends Match.FieldMatch> written, Kind kind, String field) {
    if (written.size() > MAX_CONDITIONS) {
      diagnostics.error(
          kind.reason, field, "has more than " + MAX_CONDITIONS + " conditions; remove some");
      return List.of();
    }
    Set<String> names = new HashSet<>();
    List<FieldMatch> resolved = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      Match.FieldMatch match = written.get(i);
      String place = field + "[" + i + "]";
      String name = kind == HEADER ? name(match).toLowerCase(Locale.ROOT) : name(match);
      if (!names.add(name)) {
        diagnostics.error(
            kind.reason,
            place + ".name",
            PlainText.quote(name)
                + " names a "
                + kind.noun
                + " of this match already; put both conditions into one RegularExpression, or into"
                + " two matches");
      }
      resolved.add(new FieldMatch(name, value(match, kind, place)));
    }
    return resolved;
  }

  private static String name(Match.FieldMatch match) {
    return Objects.requireNonNullElse(match.name(), "");
  }

  private boolean checkToken(String name, Kind kind, String field) {
    boolean valid = HttpToken.matches(name) && name.length() <= kind.maxName;
    if (!valid) {
      diagnostics.error(
          kind.reason,
          field,
          PlainText.quote(name)
              + " is no name of a "
              + kind.noun
              + "; write 1 to "
              + kind.maxName
              + " letters, digits or hyphens");
    }
    return valid;
  }

  private ValueMatch value(Match.FieldMatch match, Kind kind, String field) {
    Match.ValueType type = Objects.requireNonNullElse(match.type(), Match.ValueType.Exact);
    String value = match.value();
    String place = field + ".value";
    return switch (type) {
      case Present -> alone(new ValueMatch.Present(), type, value, kind, place);
      case Absent -> alone(new ValueMatch.Absent(), type, value, kind, place);
      case Exact -> new ValueMatch.Exact(required(value, type, kind, place));
      case RegularExpression -> {
        String pattern = required(value, type, kind, place);
        if (Regex.parse(pattern) instanceof Regex.Parsed.Invalid(String cause)) {
          diagnostics.error(
              RouteReason.INVALID_REGEX, place, PlainText.quote(pattern) + " " + cause);
        }
        yield new ValueMatch.Regex(pattern);
      }
    };
  }

  private ValueMatch alone(
      ValueMatch match, Match.ValueType type, @Nullable String value, Kind kind, String field) {
    if (value != null) {
      diagnostics.error(
          kind.reason, field, "stands beside type " + type + ", which compares nothing; remove it");
    }
    return match;
  }

  private String required(@Nullable String value, Match.ValueType type, Kind kind, String field) {
    if (value == null || value.isEmpty()) {
      diagnostics.error(
          kind.reason,
          field,
          "is missing or empty, and type "
              + type
              + " compares with it; give it, or write type: Present or type: Absent");
      return "";
    }
    if (value.length() > MAX_VALUE) {
      diagnostics.error(
          kind.reason, field, "is longer than " + MAX_VALUE + " characters; shorten it");
      return "";
    }
    return value;
  }

  /** What no client can send cannot be matched either. */
  private void checkHeaderValue(Match.HeaderMatch match, String field) {
    boolean exact = match.type() == null || match.type() == Match.ValueType.Exact;
    String value = match.value();
    if (exact && value != null) {
      unmatchable(value)
          .ifPresent(
              cause ->
                  diagnostics.error(
                      RouteReason.INVALID_HEADER,
                      field,
                      PlainText.quote(value)
                          + " "
                          + cause
                          + ", and no request has such a value; remove it"));
    }
  }

  private static Optional<String> unmatchable(String value) {
    if (!value.strip().equals(value)) {
      return Optional.of("starts or ends with white space");
    }
    return value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F)
        ? Optional.of("has a control character")
        : Optional.empty();
  }
}
