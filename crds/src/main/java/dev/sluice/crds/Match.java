package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on requests; all parts must hold. */
public record Match(
    @JsonPropertyDescription("Condition on the path. Default: PathPrefix /.") @Nullable Path path,
    @JsonPropertyDescription(
            "Request method, in its exact spelling; GET takes HEAD too. Default: any.")
        @Pattern("^[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$")
        @Size(min = 1, max = 32)
        @Nullable String method,
    @JsonPropertyDescription("Conditions on request headers. Each must hold.") @Size(max = 16)
        List<HeaderMatch> headers,
    @JsonPropertyDescription("Conditions on query parameters. Each must hold.") @Size(max = 16)
        List<QueryParamMatch> queryParams,
    @JsonPropertyDescription("Conditions on cookies. Each must hold.") @Size(max = 16)
        List<CookieMatch> cookies,
    @JsonPropertyDescription(
            "Networks, such as 10.0.0.0/8 or 2001:db8::/32, or single addresses: the client must be"
                + " in one of them. Default: every client.")
        @Size(max = 64)
        List<@Size(min = 1, max = 64) String> clientCIDRs) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Match {
    headers = headers == null ? List.of() : List.copyOf(headers);
    queryParams = queryParams == null ? List.of() : List.copyOf(queryParams);
    cookies = cookies == null ? List.of() : List.copyOf(cookies);
    clientCIDRs = clientCIDRs == null ? List.of() : List.copyOf(clientCIDRs);
  }

  /** Condition on the path. */
  @ValidationRule(
      value = "(has(self.type) && self.type == 'RegularExpression') || self.value.startsWith('/')",
      message = "path: value starts with /, unless it is a RegularExpression")
  public record Path(
      @JsonPropertyDescription(
              "Exact: the whole path. PathPrefix: whole segments from the start. Glob: * within a"
                  + " segment, ** for any number of segments. RegularExpression: RE2 syntax, the"
                  + " whole path. Default: PathPrefix.")
          @Nullable PathType type,
      @JsonPropertyDescription("Starts with /, unless it is a RegularExpression.")
          @Required
          @Size(min = 1, max = 1024)
          String value) {}

  /** How a path is compared. */
  public enum PathType {
    Exact,
    PathPrefix,
    Glob,
    RegularExpression
  }

  /** How the value of a header, a query parameter or a cookie is compared. */
  public enum ValueType {
    Exact,
    RegularExpression,
    Present,
    Absent
  }

  /** What conditions on headers, query parameters and cookies have in common. */
  public sealed interface FieldMatch {
    String name();

    @Nullable ValueType type();

    @Nullable String value();
  }

  /** Condition on a header. */
  @ValidationRule(value = FIELD_RULE, message = FIELD_MESSAGE)
  public record HeaderMatch(
      @JsonPropertyDescription("Name of the header, in any case. Once in a match.")
          @Required
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          String name,
      @JsonPropertyDescription(TYPE_DESCRIPTION) @Nullable ValueType type,
      @JsonPropertyDescription(VALUE_DESCRIPTION) @Size(min = 1, max = 1024) @Nullable String value)
      implements FieldMatch {}

  /** Condition on a query parameter. */
  @ValidationRule(value = FIELD_RULE, message = FIELD_MESSAGE)
  public record QueryParamMatch(
      @JsonPropertyDescription(
              "Name of the parameter, decoded, in its exact spelling. Once in a match.")
          @Required
          @Size(min = 1, max = 256)
          String name,
      @JsonPropertyDescription(TYPE_DESCRIPTION) @Nullable ValueType type,
      @JsonPropertyDescription(VALUE_DESCRIPTION) @Size(min = 1, max = 1024) @Nullable String value)
      implements FieldMatch {}

  /** Condition on a cookie. */
  @ValidationRule(value = FIELD_RULE, message = FIELD_MESSAGE)
  public record CookieMatch(
      @JsonPropertyDescription("Name of the cookie, in its exact spelling. Once in a match.")
          @Required
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          String name,
      @JsonPropertyDescription(TYPE_DESCRIPTION) @Nullable ValueType type,
      @JsonPropertyDescription(VALUE_DESCRIPTION) @Size(min = 1, max = 1024) @Nullable String value)
      implements FieldMatch {}

  private static final String FIELD_RULE =
      "has(self.value) != (has(self.type) && (self.type == 'Present' || self.type == 'Absent'))";
  private static final String FIELD_MESSAGE =
      "value belongs to type Exact and RegularExpression, and is required there";
  private static final String TYPE_DESCRIPTION =
      "Exact: the same characters. RegularExpression: RE2 syntax, the whole value. Present: there,"
          + " whatever its value. Absent: not there. Default: Exact.";
  private static final String VALUE_DESCRIPTION =
      "What to compare with. Required for Exact and RegularExpression, not allowed for the others.";
}
