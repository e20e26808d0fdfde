package dev.sluice.operator.publish;

import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xnio.IoUtils;

/** The WebSocket of one data plane (RFC 6455), and whether anybody is at its other end. */
final class PlaneChannel {
  private static final long SILENCE_NANOS = Duration.ofSeconds(25).toNanos();

  private final WebSocketChannel channel;
  private volatile long lastHeard = System.nanoTime();

  PlaneChannel(WebSocketChannel channel) {
    this.channel = channel;
  }

  /** A sign of life came in. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  /** Whether no sign of life came for so long that there is nobody. */
  boolean isSilent() {
    return System.nanoTime() - lastHeard > SILENCE_NANOS;
  }

  /** Asks for a sign of life. */
  void ping() {
    WebSockets.sendPing(ByteBuffer.allocate(0), channel, null);
  }

  /** Waits until it is sent. */
  void write(byte[] message) throws IOException {
    WebSockets.sendBinaryBlocking(ByteBuffer.wrap(message), channel);
  }

  void close(CloseCode code, String reason) {
    WebSockets.sendClose(code.code(), reason, channel, null);
  }

  /** Without a word. */
  void cut() {
    IoUtils.safeClose(channel);
  }

  /** Cut, unless a farewell is on its way. */
  void leave() {
    if (!channel.isCloseFrameSent()) {
      cut();
    }
  }
}
