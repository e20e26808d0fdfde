package dev.sluice.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A backend and its clients, each of which writes every message at once. */
final class MeasuredTraffic implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
  private static final Pattern SIZE = Pattern.compile("^\\S+ /(\\d+) ");
  private static final int PATIENCE_MILLIS = 60_000;

  private final ServerSocket server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  MeasuredTraffic() throws IOException {
    Thread.ofVirtual().start(this::acceptAll);
  }

  int backendPort() {
    return server.getLocalPort();
  }

  /** Sends the request so often over so many connections at once. */
  void run(int port, String request, int connections, int requestsEach) throws Exception {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      clients.add(Thread.ofVirtual().start(() -> client(port, request, requestsEach)));
    }
    for (Thread client : clients) {
      client.join();
    }
    if (!failures.isEmpty()) {
      throw new IOException(failures.size() + " clients failed", failures.peek());
    }
  }

  private void client(int port, String request, int requestsEach) {
    byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
    byte[] buffer = new byte[64 * 1024];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      for (int i = 0; i < requestsEach; i++) {
        socket.getOutputStream().write(bytes);
        String head = readMessage(socket.getInputStream(), buffer);
        if (!head.startsWith("HTTP/1.1 200")) {
          throw new IOException(head);
        }
      }
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void answer(Socket socket) {
    byte[] buffer = new byte[64 * 1024];
    try (socket) {
      socket.setTcpNoDelay(true);
      while (true) {
        Matcher size = SIZE.matcher(readMessage(socket.getInputStream(), buffer));
        int length = size.find() ? Integer.parseInt(size.group(1)) : 0;
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length))
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // the proxy ended it
    }
  }

  /** Reads head and body and gives the head back. */
  private static String readMessage(InputStream in, byte[] buffer) throws IOException {
    int end = 0;
    int wanted = Integer.MAX_VALUE;
    String head = "";
    while (end < wanted) {
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        throw new IOException("the connection was closed");
      }
      end += count;
      if (wanted == Integer.MAX_VALUE) {
        String text = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
        int blank = text.indexOf("\r\n\r\n");
        if (blank >= 0) {
          head = text.substring(0, blank + 4);
          Matcher length = LENGTH.matcher(head);
          wanted = head.length() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        }
      }
    }
    return head;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
