package dev.sluice.dataplane.reply;

import io.undertow.util.HttpString;

/**
 * A field of an answer's head (RFC 9110, section 5).
 *
 * @param value without control characters; may be a credential, so it is never printed
 */
public record AnswerField(HttpString name, String value) {
  public AnswerField {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' && c != '\t' || c >= 0x7f) {
        throw new IllegalArgumentException(name + " has a character that no field may have");
      }
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
