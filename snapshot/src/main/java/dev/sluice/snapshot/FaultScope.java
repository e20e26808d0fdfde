package dev.sluice.snapshot;

/** Which of a rule's requests a fault may hit. */
public sealed interface FaultScope {
  record AllRequests() implements FaultScope {}

  /**
   * @param name of a header field, in lower case, that must be there
   */
  record HeaderPresent(String name) implements FaultScope {}

  /**
   * @param name of a header field, in lower case
   * @param value that one of its lines must have, to the letter
   */
  record HeaderValued(String name, String value) implements FaultScope {}
}
