package dev.sluice.e2e;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients with a keep-alive connection each that send one GET after another and count whatever is
 * not a whole 200. Raw sockets, because client libraries repeat failed requests on their own.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int PAUSE_MILLIS = 5;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  /** Starts {@code connections} clients for each address. */
  static SteadyLoad start(
      List<InetSocketAddress> servers, int connections, String host, String path) {
    SteadyLoad load = new SteadyLoad();
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (InetSocketAddress server : servers) {
      for (int i = 0; i < connections; i++) {
        load.clients.add(Thread.ofPlatform().start(() -> load.run(server, request)));
      }
    }
    return load;
  }

  long answered() {
    return answered.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    for (Thread client : clients) {
      client.join(TimeUnit.SECONDS.toMillis(20));
    }
  }

  private void run(InetSocketAddress server, byte[] request) {
    while (!stopped.get()) {
      try (Socket socket = new Socket()) {
        socket.connect(server, 5_000);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (open && !stopped.get()) {
          open = exchange(socket.getOutputStream(), in, request);
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      } catch (IOException e) {
        fail(server + ": " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Returns whether the connection may be used again. */
  private boolean exchange(OutputStream out, InputStream in, byte[] request) throws IOException {
    out.write(request);
    out.flush();
    String status = line(in);
    int length = -1;
    boolean keep = true;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      } else if (lower.equals("connection: close")) {
        keep = false;
      }
    }
    if (length < 0) {
      throw new IOException("answer without a length: " + status);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("answer broke off after " + body.length + " of " + length + " bytes");
    }
    if (status.startsWith("HTTP/1.1 200 ")) {
      answered.incrementAndGet();
    } else {
      fail(status + " " + new String(body, StandardCharsets.UTF_8).trim());
    }
    return keep;
  }

  private void fail(String what) {
    failures.add(java.time.Instant.now() + " " + what);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("connection closed before the answer was whole: '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
