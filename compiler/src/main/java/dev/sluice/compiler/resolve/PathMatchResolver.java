package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Match;
import dev.sluice.matching.Glob;
import dev.sluice.matching.Regex;
import dev.sluice.matching.RequestPath;
import dev.sluice.snapshot.PathMatch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conditions on paths: in the one form in which paths are compared, or as patterns over it. */
final class PathMatchResolver {
  static final PathMatch EVERY_PATH = new PathMatch.Prefix("/");
  private static final int MAX_PATH = 1_024;

  private final Diagnostics diagnostics;

  PathMatchResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  PathMatch resolve(Match.@Nullable Path path, String field) {
    if (path == null) {
      return EVERY_PATH;
    }
    String value = Objects.requireNonNullElse(path.value(), "");
    String place = field + ".value";
    return switch (Objects.requireNonNullElse(path.type(), Match.PathType.PathPrefix)) {
      case RegularExpression -> regex(value, place);
      case Glob -> {
        String normal = normalized(value, place);
        yield normal == null ? EVERY_PATH : glob(normal, place);
      }
      case Exact -> {
        String normal = normalized(value, place);
        warnOfStar(normal, "an Exact path", place);
        yield normal == null ? EVERY_PATH : new PathMatch.Exact(normal);
      }
      case PathPrefix -> {
        String normal = normalized(value, place);
        warnOfStar(normal, "a PathPrefix", place);
        yield normal == null ? EVERY_PATH : new PathMatch.Prefix(withoutTrailingSlash(normal));
      }
    };
  }

  /** Null if there is none, and the diagnostics say why. */
  private @Nullable String normalized(String value, String field) {
    if (!value.startsWith("/")) {
      diagnostics.error(
          RouteReason.INVALID_PATH,
          field,
          PlainText.quote(value)
              + " does not start with /; write it from the root, such as /orders");
      return null;
    }
    if (value.length() > MAX_PATH) {
      diagnostics.error(
          RouteReason.INVALID_PATH,
          field,
          "is longer than " + MAX_PATH + " characters; shorten it");
      return null;
    }
    return switch (RequestPath.normalize(value)) {
      case RequestPath.Refused(RequestPath.Reason reason) -> {
        diagnostics.error(
            RouteReason.INVALID_PATH,
            field,
            PlainText.quote(value) + " " + reason.text() + ", " + consequence(reason));
        yield null;
      }
      case RequestPath.Normalized(String normal) -> normal;
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

  private void warnOfStar(@Nullable String path, String what, String field) {
    if (path != null && path.indexOf('*') >= 0) {
      diagnostics.warning(
          RouteReason.INVALID_PATH,
          field,
          PlainText.quote(path)
              + " has a *, which in "
              + what
              + " stands for itself; for a wildcard write type: Glob");
    }
  }

  private PathMatch glob(String normal, String field) {
    return switch (Glob.parse(normal)) {
      case Glob.Parsed.Valid valid -> new PathMatch.Glob(normal);
      case Glob.Parsed.Invalid(String cause) -> {
        diagnostics.error(RouteReason.INVALID_GLOB, field, PlainText.quote(normal) + " " + cause);
        yield EVERY_PATH;
      }
    };
  }

  private PathMatch regex(String value, String field) {
    switch (Regex.parse(value)) {
      case Regex.Parsed.Invalid(String cause) ->
          diagnostics.error(RouteReason.INVALID_REGEX, field, PlainText.quote(value) + " " + cause);
      case Regex.Parsed.Valid(Regex regex) -> {
        String start = regex.literalPrefix();
        if (value.isEmpty() || (!start.isEmpty() && !start.startsWith("/"))) {
          diagnostics.error(
              RouteReason.INVALID_REGEX,
              field,
              PlainText.quote(value)
                  + " can never match: it is compared with the whole path, and every path starts"
                  + " with /; write it from the root, such as /orders/[0-9]+");
        }
      }
    }
    return new PathMatch.Regex(value);
  }
}
