package dev.sluice.matching;

import dev.sluice.snapshot.MethodMatch;
import org.jspecify.annotations.Nullable;

/** A place in a request by whose value candidates can be looked up. */
sealed interface Selector {
  @Nullable String value(MatchRequest request);

  /** A header field, a query parameter or a cookie. */
  record Field(FieldCondition.Place place, String name) implements Selector {
    @Override
    public @Nullable String value(MatchRequest request) {
      return place.value(request, name);
    }
  }

  /** The method. What is for GET and what is for HEAD stands in one place. */
  record Method() implements Selector {
    static String place(String method) {
      return method.equals("HEAD") ? "GET" : method;
    }

    @Override
    public String value(MatchRequest request) {
      return place(request.method());
    }
  }

  /** What a candidate wants there, whatever else it wants. */
  record Choice(Selector selector, String value) {}

  /** Null if the candidate wants no certain value anywhere. */
  static @Nullable Choice of(Candidate candidate) {
    for (Condition condition : candidate.conditions().rest()) {
      if (condition instanceof FieldCondition(var place, var name, ValueTest.Exact(var value))) {
        return new Choice(new Field(place, name), value);
      }
    }
    return candidate.conditions().method().match() instanceof MethodMatch.Is(String method)
        ? new Choice(new Method(), Method.place(method))
        : null;
  }
}
