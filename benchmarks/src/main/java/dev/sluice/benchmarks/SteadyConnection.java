package dev.sluice.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection that sends one request after the other; all answers are as long as the first. */
final class SteadyConnection {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
  private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel socket;
  private final ByteBuffer request;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);
  private int expected;
  private volatile long due;

  SteadyConnection(int port, String path, Selector selector) throws IOException {
    request =
        ByteBuffer.allocateDirect(256)
            .put(
                ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII))
            .flip();
    socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.configureBlocking(false);
    socket.register(selector, SelectionKey.OP_READ, this);
  }

  /** When the request that is under way ought to have started. */
  long due() {
    return due;
  }

  void send(long dueNanos) throws IOException {
    due = dueNanos;
    answer.clear();
    request.rewind();
    while (request.hasRemaining()) {
      socket.write(request);
    }
  }

  /** Whether the answer is whole. */
  boolean read() throws IOException {
    if (socket.read(answer) < 0) {
      throw new IOException("the connection was closed");
    }
    if (expected == 0) {
      expected = lengthOf(answer);
    }
    if (expected == 0 || answer.position() < expected) {
      return false;
    }
    for (int i = 0; i < OK.length; i++) {
      if (answer.get(i) != OK[i]) {
        throw new IOException("an answer other than 200");
      }
    }
    return true;
  }

  /** Of head and body, 0 while the head is not there. */
  private static int lengthOf(ByteBuffer answer) {
    byte[] bytes = new byte[answer.position()];
    answer.get(0, bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    Matcher length = LENGTH.matcher(text);
    return end > 0 && length.find() ? end + 4 + Integer.parseInt(length.group(1)) : 0;
  }

  void close() throws IOException {
    socket.close();
  }
}
