package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A new path in place of the one that was matched; the query stays as it is. */
@ValidationRule(
    value =
        "has(self.replaceFullPath) == (self.type == 'ReplaceFullPath')"
            + " && has(self.replacePrefixMatch) == (self.type == 'ReplacePrefixMatch')"
            + " && has(self.replaceRegexMatch) == (self.type == 'ReplaceRegexMatch')",
    message = "the member named like the type carries the new path, and no other stands beside it")
public record PathRewrite(
    @JsonPropertyDescription(
            "ReplaceFullPath: the whole path. ReplacePrefixMatch: the prefix that matched; every"
                + " match of the rule must be a PathPrefix. ReplaceRegexMatch: every part that a"
                + " regular expression matches.")
        @Required
        Type type,
    @JsonPropertyDescription("The new path. Starts with /.")
        @Pattern("^/.*$")
        @Size(min = 1, max = 1024)
        @Nullable String replaceFullPath,
    @JsonPropertyDescription(
            "What takes the place of the prefix: starts with /, or is empty to drop it. A slash at"
                + " its end makes no difference.")
        @Pattern("^(/.*)?$")
        @Size(max = 1024)
        @Nullable String replacePrefixMatch,
    @JsonPropertyDescription("Which parts, and what takes their place.")
        @Nullable RegexMatch replaceRegexMatch) {

  /** What is replaced. */
  public enum Type {
    ReplaceFullPath,
    ReplacePrefixMatch,
    ReplaceRegexMatch
  }

  /** A regular expression and what takes the place of each part that it matches. */
  public record RegexMatch(
      @JsonPropertyDescription(
              "Regular expression in RE2 syntax; matches anywhere in the path unless it has ^ or"
                  + " $.")
          @Required
          @Size(min = 1, max = 1024)
          String pattern,
      @JsonPropertyDescription(
              "What takes the place of each part that matches. \\1 to \\9 stand for what the groups"
                  + " of the pattern took, \\0 for the whole part.")
          @Required
          @Size(max = 1024)
          String substitution) {}
}
