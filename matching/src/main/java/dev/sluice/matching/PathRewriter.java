package dev.sluice.matching;

import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.PathRewrite;

/**
 * Makes the path that is forwarded, or that a redirect leads to, of the one that was matched.
 *
 * <p>A replaced path or prefix is normal by construction: the parts are, and a slash is between
 * them. What a regular expression makes is normalised once more, and refused where it climbs:
 * otherwise a client could choose segments that only the rewrite joins to {@code ..}.
 */
public final class PathRewriter {
  private final Form form;

  private sealed interface Form {
    record Same() implements Form {}

    record Whole(RewrittenPath.Path path) implements Form {}

    record Front(String replacement) implements Form {}

    record Parts(Substitution substitution) implements Form {}
  }

  private PathRewriter(Form form) {
    this.form = form;
  }

  /**
   * @throws IllegalArgumentException if a pattern is none; the compiler has seen to that
   */
  public static PathRewriter of(PathRewrite rewrite) {
    return new PathRewriter(
        switch (rewrite) {
          case PathRewrite.Keep keep -> new Form.Same();
          case PathRewrite.Full(String path) -> new Form.Whole(new RewrittenPath.Path(path));
          case PathRewrite.Prefix(String replacement) -> new Form.Front(replacement);
          case PathRewrite.Regex(String pattern, String text) ->
              switch (Substitution.parse(Regex.of(pattern), text)) {
                case Substitution.Parsed.Valid(Substitution substitution) ->
                    new Form.Parts(substitution);
                case Substitution.Parsed.Invalid(String cause) ->
                    throw new IllegalArgumentException(text + " " + cause);
              };
        });
  }

  /**
   * @param path normalised
   * @param matched the condition that the path fulfilled
   */
  public RewrittenPath rewrite(String path, PathMatch matched) {
    return switch (form) {
      case Form.Same same -> new RewrittenPath.Path(path);
      case Form.Whole(RewrittenPath.Path whole) -> whole;
      case Form.Front(String replacement) ->
          new RewrittenPath.Path(replaceFront(path, matched, replacement));
      case Form.Parts(Substitution substitution) ->
          switch (substitution.replace(path)) {
            case RewrittenPath.Path(String replaced) -> checked(replaced);
            case RewrittenPath.Refused refused -> refused;
          };
    };
  }

  private static String replaceFront(String path, PathMatch matched, String replacement) {
    int length =
        matched instanceof PathMatch.Prefix(String prefix) && prefix.length() > 1
            ? prefix.length()
            : 0;
    // What follows whole segments is nothing, or starts with a slash.
    String rest = path.substring(length);
    return rest.isEmpty() && replacement.isEmpty() ? "/" : replacement.concat(rest);
  }

  private static RewrittenPath checked(String path) {
    if (path.length() > Substitution.MAX_RESULT) {
      return new RewrittenPath.Refused("is longer than " + Substitution.MAX_RESULT + " characters");
    }
    if (RequestPath.isNormal(path)) {
      return new RewrittenPath.Path(path);
    }
    return switch (RequestPath.normalize(path)) {
      case RequestPath.Refused(RequestPath.Reason reason) ->
          new RewrittenPath.Refused(reason.text());
      case RequestPath.Normalized normalized when climbs(path) ->
          new RewrittenPath.Refused("has a segment . or ..");
      case RequestPath.Normalized(String normal) -> new RewrittenPath.Path(normal);
    };
  }

  private static boolean climbs(String path) {
    for (String segment : path.replaceAll("%2[eE]", ".").split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return switch (form) {
      case Form.Same same -> "same path";
      case Form.Whole(RewrittenPath.Path(String path)) -> path;
      case Form.Front(String replacement) ->
          "prefix -> " + (replacement.isEmpty() ? "/" : replacement);
      case Form.Parts(Substitution substitution) -> substitution.toString();
    };
  }
}
