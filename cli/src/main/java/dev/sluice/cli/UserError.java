package dev.sluice.cli;

/** Something that the user can mend: the message names the cause and the cure. */
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean usage;

  UserError(String message) {
    this(message, false);
  }

  private UserError(String message, boolean usage) {
    super(message);
    this.usage = usage;
  }

  /** The command line itself is wrong, whatever the files say. */
  static UserError ofUsage(String message) {
    return new UserError(message, true);
  }

  boolean isUsage() {
    return usage;
  }

  UserError(String message, Throwable cause) {
    super(message, cause);
    this.usage = false;
  }
}
