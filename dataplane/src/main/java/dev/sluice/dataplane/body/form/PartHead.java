package dev.sluice.dataplane.body.form;

import dev.sluice.matching.HttpToken;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of a part (RFC 7578 section 4).
 *
 * @param fileName null for a field
 * @param type of the content as it says, parameters and all; empty if it says none
 * @param length of the content as it says, for some readers count; empty if it says none
 */
record PartHead(@Nullable String fileName, String type, OptionalLong length) {
  private static final int MAX_FIELDS = 16;

  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");

  /** Others change what the content is, for those who heed them. */
  private static final Set<String> ENCODINGS = Set.of("7bit", "8bit", "binary");

  /**
   * @param block lines, each with its CRLF, the empty one included
   * @throws IllegalArgumentException with the reason, if readers could differ about it
   */
  static PartHead parse(byte[] block, int length) {
    String text = new String(block, 0, length - 2, StandardCharsets.ISO_8859_1);
    Map<String, String> fields = new HashMap<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf("\r\n", start);
      field(text.substring(start, end), fields);
      start = end + 2;
    }
    if (fields.size() > MAX_FIELDS) {
      throw new IllegalArgumentException("a part with too many header fields");
    }
    if (!ENCODINGS.contains(
        fields.getOrDefault("content-transfer-encoding", "binary").toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("a part in a transfer encoding");
    }
    return new PartHead(fileName(fields), type(fields), length(fields));
  }

  private static OptionalLong length(Map<String, String> fields) {
    String text = fields.get("content-length");
    if (text == null) {
      return OptionalLong.empty();
    }
    if (!LENGTH.matcher(text).matches()) {
      throw new IllegalArgumentException("a part with a Content-Length that is none");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static void field(String line, Map<String, String> fields) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 127) {
        throw new IllegalArgumentException("a control character in the header of a part");
      }
    }
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon);
    // A folded line, or a blank before the colon, is no token either.
    if (!HttpToken.matches(name)) {
      throw new IllegalArgumentException("a line in the header of a part that is no field");
    }
    if (fields.put(name.toLowerCase(Locale.ROOT), line.substring(colon + 1).strip()) != null) {
      throw new IllegalArgumentException("a header field of a part stands twice");
    }
  }

  private static @Nullable String fileName(Map<String, String> fields) {
    String disposition = fields.get("content-disposition");
    if (disposition == null) {
      throw new IllegalArgumentException("a part without Content-Disposition");
    }
    Parameters parameters = Parameters.parse(disposition);
    if (!parameters.value().equals("form-data") || !parameters.named().containsKey("name")) {
      throw new IllegalArgumentException("a Content-Disposition that names no field");
    }
    String fileName = parameters.named().get("filename");
    if (fileName == null && disposition.toLowerCase(Locale.ROOT).contains("filename")) {
      // Within quotes, where those look who cut at every semicolon.
      throw new IllegalArgumentException("a part with a file name, to some readers");
    }
    return fileName;
  }

  private static String type(Map<String, String> fields) {
    String type = fields.get("content-type");
    if (type == null) {
      return "";
    }
    String name = Parameters.parse(type).value();
    int slash = name.indexOf('/');
    if (slash < 0
        || !HttpToken.matches(name.substring(0, slash))
        || !HttpToken.matches(name.substring(slash + 1))) {
      throw new IllegalArgumentException("a part with a Content-Type that is none");
    }
    if (name.startsWith("multipart/")) {
      throw new IllegalArgumentException("parts within a part");
    }
    return type;
  }

  /** Whether backends take it for a file: some do so by its type alone. */
  boolean isFile() {
    return fileName != null || type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream");
  }
}
