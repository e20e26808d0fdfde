package dev.sluice.dataplane.auth.oidc;

/**
 * A login or a refresh that came to nothing. The message is in words of our own and quotes nothing
 * that an issuer or a browser said.
 */
final class LoginRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean temporary;

  private LoginRefused(String message, boolean temporary) {
    super(message, null, false, false);
    this.temporary = temporary;
  }

  /** Somebody is at fault, and the same will fail again. */
  static LoginRefused atFault(String message) {
    return new LoginRefused(message, false);
  }

  /** The issuer cannot be asked, or cannot answer, at present. */
  static LoginRefused atPresent(String message) {
    return new LoginRefused(message, true);
  }

  boolean isTemporary() {
    return temporary;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
