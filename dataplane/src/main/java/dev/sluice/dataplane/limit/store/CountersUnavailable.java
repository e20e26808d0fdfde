package dev.sluice.dataplane.limit.store;

/** Counters that are shared cannot be asked now. The message may be logged. */
public final class CountersUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CountersUnavailable(String message) {
    // An outage is no place for thousands of stack traces.
    super(message, null, false, false);
  }
}
