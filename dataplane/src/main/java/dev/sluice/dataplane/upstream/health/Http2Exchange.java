package dev.sluice.dataplane.upstream.health;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One request and its answer on a connection of their own: as much of HTTP/2 (RFC 9113) as that
 * takes. No window is ever used up, because all that is read is bounded by less.
 */
final class Http2Exchange {
  private static final int MAX_FRAME = 16 * 1024;
  private static final int MAX_ANSWER = 64 * 1024;
  private static final int STREAM = 1;

  private final DataInputStream in;
  private final OutputStream out;
  private final HpackDecoder decoder = new HpackDecoder(4_096);
  private final Map<String, String> headers = new HashMap<>();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private String broken = "";
  private boolean last; // whether these header fields end the answer
  private boolean ended;

  Http2Exchange(Socket connection) throws IOException {
    in = new DataInputStream(new BufferedInputStream(connection.getInputStream(), 4_096));
    out = connection.getOutputStream();
    decoder.setHeaderEmitter((name, value, neverIndex) -> headers.put(name.toString(), value));
  }

  /** Sends the whole request at once, without waiting for the server's settings. */
  void send(SequencedMap<String, String> fields, byte[] body) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(Http2Frame.PREFACE);
    request.writeBytes(new Http2Frame(Http2Frame.SETTINGS, 0, 0, Http2Frame.NO_PUSH).bytes());
    request.writeBytes(
        new Http2Frame(
                Http2Frame.HEADERS, Http2Frame.END_HEADERS, STREAM, Http2Frame.literals(fields))
            .bytes());
    request.writeBytes(
        new Http2Frame(Http2Frame.DATA, Http2Frame.END_STREAM, STREAM, body).bytes());
    out.write(request.toByteArray());
    out.flush();
  }

  /** Reads to the end of the answer, or to what makes it none. */
  void receive() throws IOException {
    int read = 0;
    boolean open = false; // whether a block of headers goes on in the next frame
    while (!ended && broken.isEmpty()) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      read += length + 9;
      if (length > MAX_FRAME || read > MAX_ANSWER) {
        broken = "the answer is not HTTP/2, or too long";
        return;
      }
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & Integer.MAX_VALUE;
      byte[] payload = in.readNBytes(length);
      Http2Frame frame = new Http2Frame(type, flags, stream, payload);
      if (payload.length < length || open != (type == Http2Frame.CONTINUATION)) {
        broken = "the answer is not valid HTTP/2";
        return;
      }
      open = take(frame);
    }
  }

  private boolean take(Http2Frame frame) throws IOException {
    switch (frame.type()) {
      case Http2Frame.SETTINGS, Http2Frame.PING -> {
        if (!frame.has(Http2Frame.ACK)) {
          byte[] echo = frame.type() == Http2Frame.PING ? frame.payload() : new byte[0];
          out.write(new Http2Frame(frame.type(), Http2Frame.ACK, 0, echo).bytes());
          out.flush();
        }
      }
      case Http2Frame.GOAWAY, Http2Frame.RST_STREAM -> refused(frame);
      case Http2Frame.HEADERS, Http2Frame.CONTINUATION -> {
        return headers(frame);
      }
      case Http2Frame.DATA -> {
        if (frame.stream() == STREAM) {
          data.writeBytes(frame.content());
          ended = frame.has(Http2Frame.END_STREAM);
        }
      }
      default -> {} // as RFC 9113 asks
    }
    return false;
  }

  private void refused(Http2Frame frame) {
    boolean reset = frame.type() == Http2Frame.RST_STREAM;
    if (frame.payload().length < (reset ? 4 : 8)) {
      broken = "the answer is not valid HTTP/2";
      return;
    }
    ByteBuffer payload = ByteBuffer.wrap(frame.payload());
    int code = payload.getInt(reset ? 0 : 4);
    // A server that says goodbye may still answer what it has.
    if (reset || code != 0 || payload.getInt(0) < STREAM) {
      broken = (reset ? "the stream was reset" : "the connection was refused") + ", code " + code;
    }
  }

  private boolean headers(Http2Frame frame) {
    if (frame.type() == Http2Frame.HEADERS) {
      last = frame.has(Http2Frame.END_STREAM);
    }
    block.writeBytes(frame.content());
    if (!frame.has(Http2Frame.END_HEADERS)) {
      return true;
    }
    ended = last;
    try {
      decoder.decode(ByteBuffer.wrap(block.toByteArray()), false);
      block.reset();
    } catch (HpackException e) {
      broken = "the header fields are not valid HTTP/2";
    }
    return false;
  }

  /** Why there is no answer; empty if there is one. */
  String broken() {
    return broken;
  }

  /** Header and trailer fields together. */
  Map<String, String> headers() {
    return headers;
  }

  byte[] data() {
    return data.toByteArray();
  }
}
