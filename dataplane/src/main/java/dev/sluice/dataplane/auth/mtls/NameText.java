package dev.sluice.dataplane.auth.mtls;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A text of a certificate that one reader and the next take for the same. What others might cut,
 * trim or draw otherwise is none: control characters, spaces at either end, octets that are no text
 * of the kind that they claim to be.
 */
final class NameText {
  /** As long as a SPIFFE ID may be. */
  static final int LONGEST = 2_048;

  private static final int UTF8_STRING = 0x0c;
  private static final int PRINTABLE_STRING = 0x13;
  private static final int TELETEX_STRING = 0x14;
  private static final int IA5_STRING = 0x16;
  private static final int UNIVERSAL_STRING = 0x1c;
  private static final int BMP_STRING = 0x1e;

  private NameText() {}

  static String of(Der.Value value) throws UnclearCertificate {
    return switch (value.tag()) {
      case UTF8_STRING -> decode(value.content(), StandardCharsets.UTF_8);
      // Nobody agrees on what the other half of Teletex means.
      case PRINTABLE_STRING, IA5_STRING, TELETEX_STRING ->
          decode(value.content(), StandardCharsets.US_ASCII);
      case BMP_STRING -> decode(value.content(), StandardCharsets.UTF_16BE);
      case UNIVERSAL_STRING -> decode(value.content(), Charset.forName("UTF-32BE"));
      default -> throw unclear();
    };
  }

  private static String decode(ByteBuffer octets, Charset charset) throws UnclearCertificate {
    try {
      return check(
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(octets.duplicate())
              .toString());
    } catch (CharacterCodingException e) {
      throw unclear();
    }
  }

  /** The same text. */
  static String check(String text) throws UnclearCertificate {
    if (text.isEmpty()
        || text.length() > LONGEST
        || isSpace(text.codePointAt(0))
        || isSpace(text.codePointBefore(text.length()))
        || text.codePoints().anyMatch(NameText::isUnclear)) {
      throw unclear();
    }
    return text;
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isUnclear(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> c == '\uFFFD';
    };
  }

  /** The same text, of the characters that names in the Internet are made of. */
  static String checkAscii(String text) throws UnclearCertificate {
    check(text);
    if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw unclear();
    }
    return text;
  }

  private static UnclearCertificate unclear() {
    return new UnclearCertificate("a name in the certificate can be read in more than one way");
  }
}
