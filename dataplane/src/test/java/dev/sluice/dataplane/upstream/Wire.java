package dev.sluice.dataplane.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One end of a TCP connection that speaks HTTP/1.1 by hand: what is written is what is sent. */
public final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    out = socket.getOutputStream();
  }

  public static Wire connect(int port) {
    return connect(port, 0);
  }

  /**
   * @param receiveBuffer bytes, 0 for the system's choice
   */
  public static Wire connect(int port, int receiveBuffer) {
    try {
      Socket socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new Wire(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Over TLS, with the handshake done.
   *
   * @param serverName empty: none is sent
   */
  public static Wire connect(int port, SSLContext context, String serverName) {
    try {
      SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
      SSLParameters parameters = socket.getSSLParameters();
      if (!serverName.isEmpty()) {
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
      }
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.startHandshake();
      return new Wire(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was agreed on; the connection must be one over TLS. */
  public SSLSession session() {
    return ((SSLSocket) socket).getSession();
  }

  /** A message: its head, and its body with the framing taken off. */
  public record Message(String startLine, List<String> fields, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** All values of a field, in order. */
    public List<String> all(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return fields.stream()
          .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(field -> field.substring(prefix.length()).strip())
          .toList();
    }

    public @Nullable String first(String name) {
      List<String> values = all(name);
      return values.isEmpty() ? null : values.get(0);
    }

    /** The start line and all fields. */
    public String head() {
      return startLine + "\r\n" + String.join("\r\n", fields) + "\r\n";
    }

    public int status() {
      return Integer.parseInt(startLine.split(" ")[1]);
    }
  }

  public Wire send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public Wire send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request, or null at the end of the connection. */
  public @Nullable Message request() {
    return message(false, false);
  }

  /** Only the head of a request; the body stays unread. */
  public @Nullable Message requestHead() {
    return message(true, false);
  }

  /** A response to anything but HEAD. */
  public Message response() {
    Message response = message(false, true);
    if (response == null) {
      throw new IllegalStateException("the connection ended instead of a response");
    }
    return response;
  }

  /** The head of a response; the body stays unread. */
  public Message responseHead() {
    Message response = message(true, true);
    if (response == null) {
      throw new IllegalStateException("the connection ended instead of a response");
    }
    return response;
  }

  private @Nullable Message message(boolean headOnly, boolean response) {
    try {
      String start = line();
      if (start == null) {
        return null;
      }
      List<String> fields = new ArrayList<>();
      for (String field = line(); field != null && !field.isEmpty(); field = line()) {
        fields.add(field);
      }
      Message head = new Message(start, fields, new byte[0]);
      if (headOnly) {
        return head;
      }
      return new Message(start, fields, body(head, response));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] body(Message head, boolean response) throws IOException {
    if ("chunked".equalsIgnoreCase(head.first("Transfer-Encoding"))) {
      return chunks();
    }
    String length = head.first("Content-Length");
    if (response && (head.status() == 204 || head.status() == 304 || head.status() < 200)) {
      return new byte[0];
    }
    if (length != null) {
      long size = Long.parseLong(length);
      byte[] body = in.readNBytes((int) Math.min(Integer.MAX_VALUE, size));
      if (body.length != size) {
        throw new IOException("the body is truncated");
      }
      return body;
    }
    return response ? in.readAllBytes() : new byte[0];
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      byte[] chunk = nextChunk();
      if (chunk.length == 0) {
        return body.toByteArray();
      }
      body.write(chunk);
    }
  }

  /** The data of the next chunk, empty at the end of the message. */
  public String chunk() {
    try {
      return new String(nextChunk(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] nextChunk() throws IOException {
    String size = line();
    if (size == null) {
      throw new IOException("the chunks are truncated");
    }
    int count = Integer.parseInt(size, 16);
    byte[] chunk = in.readNBytes(count);
    if (chunk.length != count) {
      throw new IOException("the chunk is truncated");
    }
    String end = line();
    if (count == 0) {
      while (end != null && !end.isEmpty()) {
        end = line();
      }
    }
    if (end == null || !end.isEmpty()) {
      throw new IOException("the chunk does not end");
    }
    return chunk;
  }

  /** A line without its CRLF, or null at the end of the connection. */
  public @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        if (line.isEmpty()) {
          return null;
        }
        throw new IOException("the connection ended within a line: " + line);
      }
      if (octet == '\n') {
        int length = line.length();
        if (length == 0 || line.charAt(length - 1) != '\r') {
          throw new IOException("a line without CR: " + line);
        }
        line.setLength(length - 1);
        return line.toString();
      }
      line.append((char) octet);
    }
  }

  /** Exactly so many bytes, or fewer at the end of the connection. */
  public byte[] bytes(int count) {
    try {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int readSome(byte[] target) throws IOException {
    return in.read(target);
  }

  /**
   * Reads on to the end.
   *
   * @return whether the connection ended cleanly and with nothing more
   */
  public boolean endsCleanly() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until the other side is gone, cleanly or not. */
  public void awaitEnd() {
    try {
      byte[] ignored = new byte[8192];
      while (in.read(ignored) >= 0) {
        // until the end
      }
    } catch (IOException e) {
      // also an end
    }
  }

  boolean closed() {
    return socket.isClosed();
  }

  public void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the connection with a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
