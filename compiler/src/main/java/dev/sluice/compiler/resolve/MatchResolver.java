package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Match;
import dev.sluice.matching.RequestPath;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Conditions on requests. */
final class MatchResolver {
  private static final PathMatch EVERY_PATH = new PathMatch.Prefix("/");
  private static final int MAX_PATH = 1_024;
  private static final Set<String> WELL_KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Diagnostics diagnostics;

  MatchResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  List<RouteMatch> resolve(List<Match> matches, String field) {
    if (matches.isEmpty()) {
      return List.of(RouteMatch.of(EVERY_PATH, new MethodMatch.Any()));
    }
    List<RouteMatch> resolved = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      Match match = matches.get(i);
      String place = field + "[" + i + "]";
      resolved.add(RouteMatch.of(path(match, place), method(match, place)));
    }
    return resolved.stream().distinct().toList();
  }

  private PathMatch path(Match match, String field) {
    Match.Path path = match.path();
    if (path == null) {
      return EVERY_PATH;
    }
    String value = Objects.requireNonNullElse(path.value(), "");
    String place = field + ".path.value";
    if (!value.startsWith("/")) {
      diagnostics.error(
          RouteReason.INVALID_PATH,
          place,
          PlainText.quote(value)
              + " does not start with /; write it from the root, such as /orders");
      return EVERY_PATH;
    }
    if (value.length() > MAX_PATH) {
      diagnostics.error(
          RouteReason.INVALID_PATH,
          place,
          "is longer than " + MAX_PATH + " characters; shorten it");
      return EVERY_PATH;
    }
    return switch (RequestPath.normalize(value)) {
      case RequestPath.Refused(RequestPath.Reason reason) -> {
        diagnostics.error(
            RouteReason.INVALID_PATH,
            place,
            PlainText.quote(value) + " " + reason.text() + ", " + consequence(reason));
        yield EVERY_PATH;
      }
      case RequestPath.Normalized(String normal) ->
          switch (Objects.requireNonNullElse(path.type(), Match.PathType.PathPrefix)) {
            case Exact -> new PathMatch.Exact(normal);
            case PathPrefix -> new PathMatch.Prefix(withoutTrailingSlash(normal));
          };
    };
  }

  private static String consequence(RequestPath.Reason reason) {
    return switch (reason) {
      case NON_ASCII, ILLEGAL_CHARACTER, BROKEN_ESCAPE ->
          "and clients send such characters percent-encoded: write them as %XX, in UTF-8";
      case QUERY, FRAGMENT -> "which is no part of a path: remove it and what follows";
      case NOT_ABSOLUTE,
          CONTROL_CHARACTER,
          BACKSLASH,
          SEMICOLON,
          ENCODED_SLASH,
          ENCODED_BACKSLASH,
          INVALID_UTF8 ->
          "and requests with such paths are refused: it could never match; remove it";
    };
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private MethodMatch method(Match match, String field) {
    String method = match.method();
    if (method == null) {
      return new MethodMatch.Any();
    }
    if (!HttpToken.matches(method)) {
      diagnostics.error(
          RouteReason.INVALID_METHOD,
          field + ".method",
          PlainText.quote(method) + " is no method; write a name such as GET");
    }
    String upper = method.toUpperCase(Locale.ROOT);
    if (!upper.equals(method) && WELL_KNOWN.contains(upper)) {
      diagnostics.warning(
          RouteReason.INVALID_METHOD,
          field + ".method",
          PlainText.quote(method) + " is not " + upper + ": methods are case-sensitive");
    }
    return new MethodMatch.Is(method);
  }
}
