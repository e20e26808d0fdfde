package dev.sluice.matching;

/**
 * One thing that a rule asks of a request. Whoever decides, explains or compares asks the same
 * object, so the data plane, the compiler and {@code explain} cannot disagree.
 */
public sealed interface Condition
    permits ClientCondition, FieldCondition, HostCondition, MethodCondition, PathCondition {
  boolean holds(MatchRequest request);

  /** What is asked, such as {@code header x-plan is "gold"}. */
  String text();

  /** What the request has in that place, such as {@code header x-plan is "silver"}. */
  String found(MatchRequest request);

  /** Why the condition does not hold, for people. To be asked only when it does not. */
  default String whyNot(MatchRequest request) {
    return found(request) + ", wanted: " + text();
  }
}
