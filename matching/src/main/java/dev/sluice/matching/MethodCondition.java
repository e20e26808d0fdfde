package dev.sluice.matching;

import dev.sluice.snapshot.MethodMatch;

/** A condition on the method: the same spelling. A rule for GET takes HEAD too. */
public record MethodCondition(MethodMatch match) implements Condition {
  @Override
  public boolean holds(MatchRequest request) {
    return switch (match) {
      case MethodMatch.Any any -> true;
      case MethodMatch.Is is -> is.takes(request.method());
    };
  }

  @Override
  public String text() {
    return switch (match) {
      case MethodMatch.Any any -> "any method";
      case MethodMatch.Is(String method) -> "method " + method;
    };
  }

  @Override
  public String found(MatchRequest request) {
    return "method is " + request.method();
  }
}
