package dev.sluice.snapshot;

/** A text that nobody may see: a key, a password, a token. Prints as {@code [redacted]}. */
public record SecretText(String value) {
  @Override
  public String toString() {
    return "[redacted]";
  }
}
