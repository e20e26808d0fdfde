package dev.sluice.compiler.secret;

/**
 * Why a Secret does not serve.
 *
 * @param message what is wrong and how to mend it; nothing of the content
 */
public record SecretFault(Kind kind, String message) {
  public enum Kind {
    NOT_FOUND,
    INVALID_SECRET,
    /** The Secret is there, and has no such entry. */
    NO_ENTRY,
    INVALID_CERTIFICATE
  }

  static SecretFault invalid(String message) {
    return new SecretFault(Kind.INVALID_SECRET, message);
  }
}
