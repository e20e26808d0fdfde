package dev.sluice.dataplane.fetch;

/** Nothing came. The message says why, after "the endpoint" or the like, and quotes no answer. */
public final class FetchRefused extends Exception {
  private static final long serialVersionUID = 1L;

  FetchRefused(String message) {
    super(message);
  }

  public String cause() {
    return String.valueOf(getMessage());
  }
}
