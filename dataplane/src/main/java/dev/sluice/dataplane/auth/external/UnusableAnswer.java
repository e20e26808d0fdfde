package dev.sluice.dataplane.auth.external;

/** An answer that lets pass, and says so in a way that nobody should rely on. */
final class UnusableAnswer extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableAnswer(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
