package dev.sluice.matching;

/** Which rule takes a request cannot be found out in the time that one request may take. */
public final class MatchEffortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MatchEffortException() {
    super("the patterns that the request meets take too long", null, false, false);
  }
}
