package dev.sluice.compiler.certificate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One block of RFC 7468 text: {@code BEGIN} label, base64, {@code END} label.
 *
 * @param der what it holds
 */
record PemBlock(String label, byte[] der) {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * All blocks of a text, in order. What stands between them is a comment, as the RFC allows.
   *
   * @throws UnusableCertificate if a block is broken; there may be no block
   */
  static List<PemBlock> read(String text) throws UnusableCertificate {
    List<PemBlock> blocks = new ArrayList<>();
    @Nullable String open = null;
    StringBuilder base64 = new StringBuilder();
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      if (open == null) {
        if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
          open = line.substring(BEGIN.length(), line.length() - DASHES.length());
          base64.setLength(0);
        }
      } else if (line.startsWith(END)) {
        if (!line.equals(END + open + DASHES)) {
          throw new UnusableCertificate(
              "has a PEM block that ends with another label than it begins with");
        }
        blocks.add(block(open, base64.toString()));
        open = null;
      } else if (line.contains(":")) {
        // Encapsulated headers of old: only encrypted keys have them.
        throw new UnusableCertificate(
            "has a PEM block with a pass phrase or headers; give it without");
      } else {
        base64.append(line);
      }
    }
    if (open != null) {
      throw new UnusableCertificate("has a PEM block without END line; is the text cut off?");
    }
    return blocks;
  }

  private static PemBlock block(String label, String base64) throws UnusableCertificate {
    try {
      return new PemBlock(label.toUpperCase(Locale.ROOT), Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      // Its message quotes what it read.
      throw new UnusableCertificate("has a PEM block that is not base64");
    }
  }

  String text() {
    return BEGIN + label + "-----\n" + LINES.encodeToString(der) + "\n" + END + label + "-----\n";
  }

  @Override
  public String toString() {
    return label + ", " + der.length + " bytes";
  }
}
