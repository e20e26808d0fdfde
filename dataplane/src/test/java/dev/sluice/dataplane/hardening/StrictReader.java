package dev.sluice.dataplane.hardening;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the parts of an HTTP/1.1 message to the letter of RFC 9112, within the gateway's bounds.
 */
final class StrictReader {
  record Field(String name, String value) {}

  /** No message follows from these octets, or not yet. */
  static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean partial;

    private Stop(boolean partial, String why) {
      super(why, null, false, false);
      this.partial = partial;
    }

    /** Whether more octets decide. */
    boolean partial() {
      return partial;
    }
  }

  private static final String TOKEN =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final byte[] bytes;
  private int at;

  StrictReader(byte[] bytes, int from) {
    this.bytes = bytes;
    at = from;
  }

  int at() {
    return at;
  }

  static Stop broken(String why) {
    return new Stop(false, why);
  }

  private static Stop partial() {
    return new Stop(true, "more to come");
  }

  private int next() throws Stop {
    if (at == bytes.length) {
      throw partial();
    }
    return bytes[at++] & 0xff;
  }

  /** Up to CRLF; nothing else ends a line, and no other control character stands in it. */
  String line() throws Stop {
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

  static boolean token(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> TOKEN.indexOf(c) >= 0);
  }

  static boolean visible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  List<Field> fields() throws Stop {
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

  /** So many octets. */
  byte[] data(long size) throws Stop {
    if (size > bytes.length - at) {
      throw partial();
    }
    byte[] data = new byte[(int) size];
    System.arraycopy(bytes, at, data, 0, data.length);
    at += data.length;
    return data;
  }

  /**
   * @param spaces whether white space may stand in an extension
   */
  byte[] chunks(boolean spaces) throws Stop {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int extensions = 0;
    while (true) {
      String line = chunkLine();
      String digits = line.replaceAll(";.*", "");
      extensions += line.length() - digits.length();
      if (!digits.matches("[0-9a-fA-F]{1,15}")
          || extensions > 1_024
          || !(spaces || extension(line.substring(digits.length())))) {
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
}
