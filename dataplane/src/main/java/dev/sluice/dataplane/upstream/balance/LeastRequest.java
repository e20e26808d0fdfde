package dev.sluice.dataplane.upstream.balance;

/** Fewer requests under way for the weight. */
final class LeastRequest<C extends Candidate> implements TwoChoices.Rank<C> {
  @Override
  public boolean firstIsBetter(C first, int weight, C second, int otherWeight) {
    return (long) first.load() * otherWeight < (long) second.load() * weight;
  }
}
