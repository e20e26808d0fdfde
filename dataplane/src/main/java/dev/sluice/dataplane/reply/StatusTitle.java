package dev.sluice.dataplane.reply;

import io.undertow.util.StatusCodes;

/**
 * What a status is called: a problem of the type {@code about:blank} has no other title (RFC 9457,
 * section 4.2.1), and configuration may choose another status than that of the kind.
 */
final class StatusTitle {
  private static final String UNKNOWN = "Unknown";

  private StatusTitle() {}

  /**
   * @param status 400 to 599
   */
  static String of(FailureKind kind, int status) {
    if (status == kind.status()) {
      return kind.title();
    }
    for (FailureKind other : FailureKind.values()) {
      if (other.status() == status) {
        return other.title();
      }
    }
    String known = StatusCodes.getReason(status);
    if (known != null && !known.equals(UNKNOWN)) {
      return known;
    }
    // Whoever does not know a status takes it for the first of its class (RFC 9110, section 15).
    return status < 500
        ? FailureKind.MALFORMED_REQUEST.title()
        : FailureKind.INTERNAL_ERROR.title();
  }
}
