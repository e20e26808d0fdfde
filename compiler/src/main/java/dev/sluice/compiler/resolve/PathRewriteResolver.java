package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.PathRewrite.RegexMatch;
import dev.sluice.matching.Regex;
import dev.sluice.matching.RequestPath;
import dev.sluice.matching.Substitution;
import dev.sluice.snapshot.PathRewrite;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** New paths, of rewrites and of redirects. */
final class PathRewriteResolver {
  private static final int MAX_PATH = 1_024;

  private final Diagnostics diagnostics;

  PathRewriteResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  PathRewrite resolve(dev.sluice.crds.PathRewrite written, String field) {
    if (!hasItsMember(written, field)) {
      return new PathRewrite.Keep();
    }
    return switch (written.type()) {
      case ReplaceFullPath ->
          new PathRewrite.Full(path(written.replaceFullPath(), field + ".replaceFullPath"));
      case ReplacePrefixMatch -> {
        String path = Objects.requireNonNullElse(written.replacePrefixMatch(), "");
        String normal = path.isEmpty() ? "" : path(path, field + ".replacePrefixMatch");
        yield new PathRewrite.Prefix(
            normal.endsWith("/") ? normal.substring(0, normal.length() - 1) : normal);
      }
      case ReplaceRegexMatch ->
          regex(Objects.requireNonNull(written.replaceRegexMatch()), field + ".replaceRegexMatch");
    };
  }

  private boolean hasItsMember(dev.sluice.crds.PathRewrite written, String field) {
    if (written.type() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + ".type",
          "is missing; give ReplaceFullPath, ReplacePrefixMatch or ReplaceRegexMatch");
      return false;
    }
    return agrees(written, "replaceFullPath", written.replaceFullPath(), "ReplaceFullPath", field)
        & agrees(
            written,
            "replacePrefixMatch",
            written.replacePrefixMatch(),
            "ReplacePrefixMatch",
            field)
        & agrees(
            written, "replaceRegexMatch", written.replaceRegexMatch(), "ReplaceRegexMatch", field);
  }

  private boolean agrees(
      dev.sluice.crds.PathRewrite written,
      String member,
      @Nullable Object value,
      String type,
      String field) {
    boolean belongs = written.type().name().equals(type);
    if (belongs && value == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + "." + member,
          "is missing; a path of type " + type + " needs it");
    }
    if (!belongs && value != null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field + "." + member,
          "does not belong to a path of type " + written.type() + "; remove it or the type");
    }
    return belongs == (value != null);
  }

  private String path(@Nullable String written, String field) {
    String path = Objects.requireNonNullElse(written, "");
    if (!path.startsWith("/")) {
      diagnostics.error(
          RouteReason.INVALID_PATH,
          field,
          PlainText.quote(path)
              + " does not start with /; write it from the root, such as /orders");
      return "/";
    }
    if (path.length() > MAX_PATH) {
      diagnostics.error(
          RouteReason.INVALID_PATH,
          field,
          "is longer than " + MAX_PATH + " characters; shorten it");
      return "/";
    }
    return switch (RequestPath.normalize(path)) {
      case RequestPath.Normalized(String normal) -> normal;
      case RequestPath.Refused(RequestPath.Reason reason) -> {
        diagnostics.error(
            RouteReason.INVALID_PATH,
            field,
            PlainText.quote(path)
                + " "
                + reason.text()
                + ", which no path of ours has; the query stays by itself, and other characters are"
                + " written as %XX, in UTF-8");
        yield "/";
      }
    };
  }

  private PathRewrite regex(RegexMatch written, String field) {
    String pattern = Objects.requireNonNullElse(written.pattern(), "");
    String substitution = Objects.requireNonNullElse(written.substitution(), "");
    if (pattern.isEmpty()) {
      diagnostics.error(
          RouteReason.INVALID_REGEX,
          field + ".pattern",
          "is empty; write what is to be replaced, such as ^/v1/(.*)");
      return new PathRewrite.Keep();
    }
    switch (Regex.parse(pattern)) {
      case Regex.Parsed.Invalid(String cause) ->
          diagnostics.error(
              RouteReason.INVALID_REGEX,
              field + ".pattern",
              PlainText.quote(pattern) + " " + cause);
      case Regex.Parsed.Valid(Regex regex) -> {
        if (Substitution.parse(regex, substitution)
            instanceof Substitution.Parsed.Invalid(String cause)) {
          diagnostics.error(
              RouteReason.INVALID_REGEX,
              field + ".substitution",
              PlainText.quote(substitution) + " " + cause);
        }
      }
    }
    return new PathRewrite.Regex(pattern, substitution);
  }
}
