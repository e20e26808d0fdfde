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

/** A connection that sends one request after the other. */
final class SteadyConnection {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
  private static final int STATUS_START = "HTTP/1.1 ".length();
  private static final int STATUS_END = STATUS_START + 3;

  private final SocketChannel socket;
  private final ByteBuffer request = ByteBuffer.allocateDirect(16 * 1024);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);
  private int expected;
  private int status;
  private volatile Due due = new Due(0, Call.get(0, "/"));

  /** What is under way, and when it ought to have started. */
  record Due(long nanos, Call call) {}

  SteadyConnection(int port, Selector selector) throws IOException {
    socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.configureBlocking(false);
    socket.register(selector, SelectionKey.OP_READ, this);
  }

  Due due() {
    return due;
  }

  void send(Due next) throws IOException {
    // Answers of one status are all as long as the first; reading a head takes its time.
    if (next.call().status() != status) {
      expected = 0;
    }
    due = next;
    answer.clear();
    request.clear().put(next.call().request()).flip();
    while (request.hasRemaining()) {
      socket.write(request);
    }
  }

  /** Whether the answer is whole. */
  boolean read() throws IOException {
    Call call = due.call();
    if (socket.read(answer) < 0) {
      throw new IOException("the connection was closed");
    }
    if (expected == 0) {
      expected = lengthOf(answer);
    }
    if (expected == 0 || answer.position() < expected) {
      return false;
    }
    status = 0;
    for (int i = STATUS_START; i < STATUS_END; i++) {
      status = status * 10 + answer.get(i) - '0';
    }
    if (status != call.status()) {
      throw new IOException("an answer " + status + " in place of " + call.status());
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
