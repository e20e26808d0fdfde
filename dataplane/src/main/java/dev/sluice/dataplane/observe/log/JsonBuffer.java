package dev.sluice.dataplane.observe.log;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Writes JSON in UTF-8 into memory that is used again and again. The caller answers for the order
 * of calls; commas come by themselves.
 *
 * <p>Whatever a client sent stays inside its string: quotes, backslashes, all control characters
 * (C1 too, which terminals obey) and the line separators of Unicode are escaped. So a log line is
 * one line, whatever is in it.
 */
public final class JsonBuffer {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final char REPLACEMENT = '\ufffd';

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private byte[] bytes;
  private int length;
  private boolean comma;

  /** Many lines are of one second. */
  private long lastSecond = Long.MIN_VALUE;

  private String lastSecondText = "";

  public JsonBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  public JsonBuffer beginObject() {
    return open('{');
  }

  public JsonBuffer endObject() {
    return close('}');
  }

  public JsonBuffer beginArray() {
    return open('[');
  }

  public JsonBuffer endArray() {
    return close(']');
  }

  /**
   * @param name of the member whose value comes next; written as it is, so plain ASCII of ours
   */
  public JsonBuffer name(String name) {
    separate();
    put('"');
    ascii(name);
    put('"');
    put(':');
    comma = false;
    return this;
  }

  public JsonBuffer string(String value) {
    separate();
    put('"');
    for (int i = plain(value); i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        oneByte(c);
      } else if (!Character.isSurrogate(c)) {
        wide(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
        fourBytes(Character.toCodePoint(c, value.charAt(i)));
      } else {
        wide(REPLACEMENT);
      }
    }
    put('"');
    comma = true;
    return this;
  }

  public JsonBuffer number(long value) {
    separate();
    digits(value);
    comma = true;
    return this;
  }

  /** Milliseconds with three decimals. */
  public JsonBuffer millis(long nanos) {
    separate();
    long micros = Math.max(0, nanos / 1_000);
    long rest = micros % 1_000;
    digits(micros / 1_000);
    put('.');
    put('0' + (int) (rest / 100));
    put('0' + (int) (rest / 10 % 10));
    put('0' + (int) (rest % 10));
    comma = true;
    return this;
  }

  /** RFC 3339 in UTC with milliseconds, always of the same width. */
  JsonBuffer time(long epochMillis) {
    separate();
    long second = Math.floorDiv(epochMillis, 1_000L);
    int rest = (int) Math.floorMod(epochMillis, 1_000L);
    if (second != lastSecond) {
      lastSecond = second;
      lastSecondText = SECOND.format(Instant.ofEpochSecond(second));
    }
    put('"');
    ascii(lastSecondText);
    put('.');
    put('0' + rest / 100);
    put('0' + rest / 10 % 10);
    put('0' + rest % 10);
    put('Z');
    put('"');
    comma = true;
    return this;
  }

  public JsonBuffer bool(boolean value) {
    separate();
    ascii(value ? "true" : "false");
    comma = true;
    return this;
  }

  /**
   * @param json one whole value, in UTF-8
   */
  public JsonBuffer raw(byte[] json) {
    separate();
    ensure(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    comma = true;
    return this;
  }

  /** Ends a document; the next one may follow. */
  public JsonBuffer newLine() {
    put('\n');
    comma = false;
    return this;
  }

  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
    comma = false;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, length);
  }

  private JsonBuffer open(char bracket) {
    separate();
    put(bracket);
    comma = false;
    return this;
  }

  private JsonBuffer close(char bracket) {
    put(bracket);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      put(',');
    }
  }

  private void oneByte(char c) {
    if (c == '"' || c == '\\') {
      put('\\');
      put(c);
    } else if (c < ' ' || c == 0x7f) {
      escape(c);
    } else {
      put(c);
    }
  }

  private void wide(char c) {
    if (c < 0xa0 || c == '\u2028' || c == '\u2029') {
      escape(c);
    } else if (c < 0x800) {
      put(0xc0 | c >> 6);
      put(0x80 | c & 0x3f);
    } else {
      put(0xe0 | c >> 12);
      put(0x80 | c >> 6 & 0x3f);
      put(0x80 | c & 0x3f);
    }
  }

  private void fourBytes(int c) {
    put(0xf0 | c >> 18);
    put(0x80 | c >> 12 & 0x3f);
    put(0x80 | c >> 6 & 0x3f);
    put(0x80 | c & 0x3f);
  }

  private void escape(char c) {
    ascii("\\u");
    put(HEX[c >> 12]);
    put(HEX[c >> 8 & 15]);
    put(HEX[c >> 4 & 15]);
    put(HEX[c & 15]);
  }

  private void ascii(String text) {
    ensure(text.length());
    byte[] to = bytes;
    int at = length;
    for (int i = 0; i < text.length(); i++) {
      to[at++] = (byte) text.charAt(i);
    }
    length = at;
  }

  /** Writes what needs no care, and tells where the rest begins: nearly all texts are plain. */
  private int plain(String text) {
    ensure(text.length());
    byte[] to = bytes;
    int at = length;
    int i = 0;
    for (; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        break;
      }
      to[at++] = (byte) c;
    }
    length = at;
    return i;
  }

  private void digits(long value) {
    if (value < 0) {
      ascii(Long.toString(value));
      return;
    }
    int count = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    ensure(count);
    long rest = value;
    for (int at = length + count - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + (int) (rest % 10));
      rest /= 10;
    }
    length += count;
  }

  private void put(int b) {
    if (length == bytes.length) {
      ensure(1);
    }
    bytes[length++] = (byte) b;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
