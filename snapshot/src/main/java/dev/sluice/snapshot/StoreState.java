package dev.sluice.snapshot;

/**
 * Whether one data plane can ask the store in which it counts limits together with others.
 *
 * @param sinceSeconds of the epoch, by the clock of the data plane; 0 if there is none
 * @param problem for people, in words of our own, without figures that change all the time; empty
 *     while all is well
 */
public record StoreState(Answers answers, long sinceSeconds, String problem) {
  /** No limit is counted there, or a data plane of a release that does not tell. */
  public static final StoreState NONE = new StoreState(Answers.NONE, 0, "");

  /** From good to bad. */
  public enum Answers {
    NONE,
    CONNECTED,
    /** Limits go by what they say of that. */
    UNAVAILABLE
  }
}
