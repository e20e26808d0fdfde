package dev.sluice.dataplane.identity;

import io.undertow.util.HttpString;
import java.util.List;
import java.util.Optional;

/**
 * A header that tells backends of the client.
 *
 * @param value printable ASCII
 */
public record IdentityHeader(HttpString name, String value) {
  /** More than backends take as one header, and nobody is that many things. */
  static final int MAX_LENGTH = 8 << 10;

  /**
   * What a credential says of its owner, as {@link IdentityText} writes it. Several texts stand in
   * one header, with commas between them.
   *
   * @param texts as the credential has them, of any characters
   * @return empty if there is nothing to tell, or too much: half of it might mean something else
   */
  public static Optional<IdentityHeader> of(HttpString name, List<String> texts) {
    String value = IdentityText.of(texts);
    return value.isEmpty() || value.length() > MAX_LENGTH
        ? Optional.empty()
        : Optional.of(new IdentityHeader(name, value));
  }

  /** The same of one text. */
  public static Optional<IdentityHeader> of(HttpString name, String text) {
    return of(name, List.of(text));
  }

  /** Without the value, which may be a token. */
  @Override
  public String toString() {
    return name.toString();
  }
}
