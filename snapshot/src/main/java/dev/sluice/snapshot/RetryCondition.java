package dev.sluice.snapshot;

/** A failure of an attempt that may be worth another one. */
public enum RetryCondition {
  /** No connection to the endpoint came about. */
  CONNECT_FAILURE("ConnectFailure"),
  /** The connection ended, or the try's time was up, before the answer began. */
  RESET("Reset"),
  /** The answer has one of the listed status codes. */
  STATUS("Status");

  private final String text;

  RetryCondition(String text) {
    this.text = text;
  }

  /** As in {@code retryOn:}. */
  public String text() {
    return text;
  }
}
