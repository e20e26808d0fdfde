package dev.sluice.dataplane.upstream;

/** The backend sent what is not HTTP/1.1. The message is for the log. */
final class BadResponse extends Exception {
  private static final long serialVersionUID = 1L;

  BadResponse(String message) {
    // No stack trace: it is the backend's mistake, and may come often.
    super(message, null, false, false);
  }
}
