package dev.sluice.compiler.secret;

import dev.sluice.compiler.jwks.KeySetText;
import dev.sluice.compiler.jwks.UnusableKeys;
import java.util.Optional;

/** What a value must look like for its place in a request. */
public enum EntryForm {
  /** A bearer token (RFC 6750): visible ASCII without spaces. */
  TOKEN,

  /** The value of a header: visible ASCII, spaces within. */
  HEADER_VALUE,

  /** The first half of basic credentials (RFC 7617): any text without colon. */
  USERNAME,

  /** A text that is encoded before it is sent: anything without control characters. */
  TEXT,

  /** A JWK Set (RFC 7517). */
  KEY_SET;

  private static final int LONGEST = 16 << 10;
  private static final int LONGEST_KEY_SET = 64 << 10;

  /** What is wrong with a value: the words after "the value". Nothing of the value is in them. */
  Optional<String> fault(String value) {
    if (value.isEmpty()) {
      return Optional.of("is empty");
    }
    int longest = this == KEY_SET ? LONGEST_KEY_SET : LONGEST;
    if (value.length() > longest) {
      return Optional.of("is longer than " + longest + " characters");
    }
    if (this == KEY_SET) {
      return keySetFault(value);
    }
    if (value.endsWith("\n")) {
      return Optional.of(
          "ends with a line break, which tools add unasked; write it without, as with `kubectl"
              + " create secret generic --from-literal` or printf");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("contains control characters");
    }
    return switch (this) {
      case TOKEN ->
          value.chars().allMatch(c -> c > ' ' && c < 0x7f)
              ? Optional.empty()
              : Optional.of("contains spaces or characters outside ASCII, which no token has");
      case HEADER_VALUE ->
          value.chars().allMatch(c -> c >= ' ' && c < 0x7f) && value.strip().equals(value)
              ? Optional.empty()
              : Optional.of(
                  "begins or ends with a space or contains characters outside ASCII, which no"
                      + " header may");
      case USERNAME ->
          value.indexOf(':') < 0
              ? Optional.empty()
              : Optional.of("contains a colon, which ends a user name");
      case TEXT, KEY_SET -> Optional.empty();
    };
  }

  private static Optional<String> keySetFault(String value) {
    try {
      KeySetText.read(value);
      return Optional.empty();
    } catch (UnusableKeys e) {
      return Optional.of(e.cause());
    }
  }
}
