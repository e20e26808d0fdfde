package dev.sluice.dataplane.upstream.health;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;

/** One frame of HTTP/2 (RFC 9113, section 4.1). */
record Http2Frame(int type, int flags, int stream, byte[] payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 0x20;

  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** SETTINGS_ENABLE_PUSH = 0. */
  static final byte[] NO_PUSH = {0, 2, 0, 0, 0, 0};

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  byte[] bytes() {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** The payload of DATA, HEADERS and CONTINUATION without padding and priority. */
  byte[] content() {
    if (type == CONTINUATION) {
      return payload;
    }
    int from = 0;
    int to = payload.length;
    if (has(PADDED) && to > 0) {
      from = 1;
      to -= payload[0] & 0xff;
    }
    if (type == HEADERS && has(PRIORITY)) {
      from += 5;
    }
    return from <= to ? Arrays.copyOfRange(payload, from, to) : new byte[0];
  }

  /** A block of header fields, none of them indexed or compressed (RFC 7541, section 6.2.2). */
  static byte[] literals(SequencedMap<String, String> fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      block.write(0);
      text(block, field.getKey());
      text(block, field.getValue());
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length < 0x7f) {
      block.write(bytes.length);
    } else {
      block.write(0x7f);
      int rest = bytes.length - 0x7f;
      while (rest >= 0x80) {
        block.write(rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }
}
