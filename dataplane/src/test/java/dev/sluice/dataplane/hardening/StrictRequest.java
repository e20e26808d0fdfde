package dev.sluice.dataplane.hardening;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A second opinion on where a request begins and ends: RFC 9112 to the letter, with the gateway's
 * bounds, and no code in common with it. Where this says {@link Broken}, no backend may see a byte.
 */
final class StrictRequest {
  sealed interface Verdict {}

  /**
   * @param end behind its last byte
   */
  record Whole(
      String method, String target, String version, List<Field> fields, byte[] body, int end)
      implements Verdict {
    List<String> all(String name) {
      return fields.stream()
          .filter(field -> field.name().equalsIgnoreCase(name))
          .map(Field::value)
          .toList();
    }

    boolean closes() {
      boolean keepAlive = options().contains("keep-alive");
      return options().contains("close") || (version.equals("HTTP/1.0") && !keepAlive);
    }

    private List<String> options() {
      List<String> options = new ArrayList<>();
      for (String value : all("Connection")) {
        for (String option : value.split(",", -1)) {
          options.add(option.strip().toLowerCase(Locale.ROOT));
        }
      }
      return options;
    }
  }

  record Broken(String why) implements Verdict {}

  /** More bytes decide. */
  record Partial() implements Verdict {}

  record Field(String name, String value) {}

  private static final String TOKEN =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** Thrown inside only. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Verdict verdict;

    Stop(Verdict verdict) {
      super(verdict.toString(), null, false, false);
      this.verdict = verdict;
    }
  }

  private final byte[] bytes;
  private int at;

  private StrictRequest(byte[] bytes, int from) {
    this.bytes = bytes;
    at = from;
  }

  static Verdict parse(byte[] bytes, int from) {
    try {
      return new StrictRequest(bytes, from).message();
    } catch (Stop stop) {
      return stop.verdict;
    }
  }

  private static Stop broken(String why) {
    return new Stop(new Broken(why));
  }

  private int next() throws Stop {
    if (at == bytes.length) {
      throw new Stop(new Partial());
    }
    return bytes[at++] & 0xff;
  }

  /** Up to CRLF; nothing else ends a line, and no other control character stands in it. */
  private String line() throws Stop {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = next();
      if (c == '\r') {
        if (next() != '\n') {
          throw broken("CR without LF");
        }
        return line.toString();
      }
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw broken("control character " + c);
      }
      line.append((char) c);
    }
  }

  private Verdict message() throws Stop {
    String start = line();
    String[] parts = start.split(" ", -1);
    if (parts.length != 3 || !token(parts[0]) || !visible(parts[1])) {
      throw broken("request line");
    }
    if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
      throw broken("version");
    }
    List<Field> fields = fields();
    byte[] body = body(parts[2], fields);
    return new Whole(parts[0], parts[1], parts[2], List.copyOf(fields), body, at);
  }

  private static boolean token(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> TOKEN.indexOf(c) >= 0);
  }

  private static boolean visible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private List<Field> fields() throws Stop {
    List<Field> fields = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0 || !token(line.substring(0, colon))) {
        throw broken("field");
      }
      fields.add(new Field(line.substring(0, colon), trim(line.substring(colon + 1))));
    }
    return fields;
  }

  private static String trim(String value) {
    return value.replaceAll("^[ \t]+|[ \t]+$", "");
  }

  private byte[] body(String version, List<Field> fields) throws Stop {
    Whole head = new Whole("", "", version, fields, new byte[0], 0);
    List<String> lengths = head.all("Content-Length");
    List<String> codings = head.all("Transfer-Encoding");
    if (head.all("Host").size() > 1 || (version.endsWith("1") && head.all("Host").isEmpty())) {
      throw broken("Host");
    }
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty()
          || codings.size() > 1
          || version.endsWith("0")
          || !codings.get(0).equalsIgnoreCase("chunked")) {
        throw broken("Transfer-Encoding");
      }
      return chunks();
    }
    if (lengths.isEmpty()) {
      return new byte[0];
    }
    if (lengths.size() > 1 || !lengths.get(0).matches("0|[1-9][0-9]{0,17}")) {
      throw broken("Content-Length");
    }
    return data(Long.parseLong(lengths.get(0)));
  }

  private byte[] data(long size) throws Stop {
    if (size > bytes.length - at) {
      throw new Stop(new Partial());
    }
    byte[] data = new byte[(int) size];
    System.arraycopy(bytes, at, data, 0, data.length);
    at += data.length;
    return data;
  }

  private byte[] chunks() throws Stop {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int extensions = 0;
    while (true) {
      String line = chunkLine();
      String digits = line.replaceAll(";.*", "");
      extensions += line.length() - digits.length();
      if (!digits.matches("[0-9a-fA-F]{1,15}")
          || extensions > 1_024
          || !extension(line.substring(digits.length()))) {
        throw broken("chunk size");
      }
      long size = Long.parseLong(digits, 16);
      if (size == 0) {
        trailers();
        return body.toByteArray();
      }
      body.writeBytes(data(size));
      if (next() != '\r' || next() != '\n') {
        throw broken("end of chunk");
      }
    }
  }

  /** The size is judged byte by byte, so that a line without end is no reason to wait. */
  private String chunkLine() throws Stop {
    int start = at;
    while (at < bytes.length && bytes[at] != '\r' && bytes[at] != ';') {
      if (Character.digit(bytes[at] & 0xff, 16) < 0 || at - start >= 15) {
        throw broken("chunk size");
      }
      at++;
    }
    at = start;
    int length = 0;
    for (int i = start; i < bytes.length && bytes[i] != '\r'; i++) {
      if (++length > 1_024 + 16) {
        throw broken("chunk extension");
      }
    }
    return line();
  }

  /** {@code *( ";" name [ "=" value ] )} without white space; a value may be quoted. */
  private static boolean extension(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return !quoted;
  }

  private void trailers() throws Stop {
    int start = at;
    int count = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0
          || !token(line.substring(0, colon))
          || ++count > 100
          || at - start > 8 * 1_024) {
        throw broken("trailer");
      }
    }
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
