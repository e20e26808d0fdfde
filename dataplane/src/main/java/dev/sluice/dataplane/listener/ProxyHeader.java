package dev.sluice.dataplane.listener;

import java.nio.ByteBuffer;

/**
 * Finds the end of a PROXY protocol header, which somebody else reads: a line of text, or sixteen
 * octets of which the last two tell how much follows.
 */
final class ProxyHeader {
  private static final int BINARY_HEAD = 16;

  private boolean awaited;
  private boolean binary;
  private int seen;
  private int length;

  ProxyHeader(boolean awaited) {
    this.awaited = awaited;
  }

  /**
   * @return index of the first octet behind it, or {@code to} if it goes on
   */
  int skip(ByteBuffer buffer, int from, int to) {
    int at = from;
    while (awaited && at < to) {
      take(buffer.get(at++));
    }
    return at;
  }

  private void take(byte octet) {
    if (seen == 0) {
      // The signature of the binary form begins with an empty line.
      binary = octet == '\r';
    }
    seen++;
    if (!binary) {
      awaited = octet != '\n';
      return;
    }
    if (seen > BINARY_HEAD - 2 && seen <= BINARY_HEAD) {
      length = length << 8 | octet & 0xff;
    }
    awaited = seen < BINARY_HEAD + length;
  }
}
