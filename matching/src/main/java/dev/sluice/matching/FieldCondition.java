package dev.sluice.matching;

import dev.sluice.snapshot.FieldMatch;
import org.jspecify.annotations.Nullable;

/** A condition on a header field, a query parameter or a cookie. */
public record FieldCondition(Place place, String name, ValueTest test) implements Condition {
  /** Where the field stands. */
  public enum Place {
    HEADER("header"),
    QUERY_PARAM("query parameter"),
    COOKIE("cookie");

    private final String text;

    Place(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    @Nullable String value(MatchRequest request, String name) {
      return switch (this) {
        case HEADER -> request.header(name);
        case QUERY_PARAM -> request.queryParam(name);
        case COOKIE -> request.cookie(name);
      };
    }
  }

  static FieldCondition of(Place place, FieldMatch match) {
    return new FieldCondition(place, match.name(), ValueTest.of(match.value()));
  }

  @Override
  public boolean holds(MatchRequest request) {
    String value = place.value(request, name);
    return test instanceof ValueTest.Matches(Regex regex)
        ? value != null && regex.matches(value, request)
        : test.holds(value);
  }

  @Override
  public String text() {
    return place.text + " " + name + " " + test.text();
  }

  @Override
  public String found(MatchRequest request) {
    String value = place.value(request, name);
    return place.text + " " + name + (value == null ? " is absent" : " is \"" + value + "\"");
  }
}
