package dev.sluice.snapshot;

/** The rule by which one of the endpoints that may take a request is chosen. */
public sealed interface BalancingAlgorithm {
  /** Of two at random, the one with fewer requests under way for its weight. */
  record LeastRequest() implements BalancingAlgorithm {}

  /** In turn, by weight. */
  record RoundRobin() implements BalancingAlgorithm {}

  /** At random, by weight. */
  record Random() implements BalancingAlgorithm {}

  /** Of two at random, the one with the lower latency times requests under way for its weight. */
  record PeakEwma() implements BalancingAlgorithm {}

  /** Equal keys go to the same endpoint while it is not overloaded. */
  record ConsistentHash(HashKey key) implements BalancingAlgorithm {}

  /** What the hash is of. A request without it is balanced by {@link LeastRequest}. */
  sealed interface HashKey {
    /**
     * @param name in lower case
     */
    record Header(String name) implements HashKey {}

    record Cookie(String name) implements HashKey {}

    record ClientAddress() implements HashKey {}

    /** Whoever was authenticated. */
    record User() implements HashKey {}
  }
}
