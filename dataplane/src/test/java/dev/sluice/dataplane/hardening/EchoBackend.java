package dev.sluice.dataplane.hardening;

import dev.sluice.snapshot.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each request with its own name, and counts how often it got it; can be told to fail. */
final class EchoBackend implements AutoCloseable {
  /** What it does with a request. */
  enum Mode {
    SOUND,
    SLOW,
    RESET_BEFORE,
    RESET_WITHIN,
    CLOSE_BEFORE,
    CLOSE_WITHIN,
    GARBAGE,
    TWO_ANSWERS,
    TOO_SHORT,
    TOO_LONG,
    BAD_CHUNK,
    HALF_A_HEAD,
    CLOSE_BEHIND,
    EARLY
  }

  private final ServerSocket server;
  private final Map<String, AtomicInteger> seen;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile Mode mode = Mode.SOUND;
  private volatile boolean leaving;

  /**
   * @param seen how often each request arrived, over all replicas
   */
  EchoBackend(Map<String, AtomicInteger> seen) {
    this(seen, 0);
  }

  EchoBackend(Map<String, AtomicInteger> seen, int port) {
    this.seen = seen;
    try {
      server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  static Map<String, AtomicInteger> counters() {
    return new ConcurrentHashMap<>();
  }

  EchoBackend mode(Mode value) {
    mode = value;
    return this;
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      RequestReader reader = new RequestReader(socket.getInputStream());
      for (var request = reader.next(); request != null; request = reader.next()) {
        busy.incrementAndGet();
        try {
          seen.computeIfAbsent(request.target(), target -> new AtomicInteger()).incrementAndGet();
          if (!answer(socket, request.target()) || leaving) {
            return;
          }
        } finally {
          busy.decrementAndGet();
        }
      }
    } catch (IOException e) {
      // The other side ended it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  /** Open now. */
  int connections() {
    return open.size();
  }

  private static String sound(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** Whether the connection lives on. */
  private boolean answer(Socket socket, String name) throws IOException, InterruptedException {
    switch (mode) {
      case SOUND, EARLY -> send(socket, sound(name));
      case SLOW -> {
        Thread.sleep(50);
        send(socket, sound(name));
      }
      case RESET_BEFORE -> {
        return reset(socket);
      }
      case RESET_WITHIN -> {
        send(socket, sound(name).substring(0, 42));
        return reset(socket);
      }
      case CLOSE_BEFORE -> {
        return false;
      }
      case CLOSE_WITHIN, HALF_A_HEAD -> {
        send(socket, sound(name).substring(0, mode == Mode.HALF_A_HEAD ? 20 : 42));
        return false;
      }
      case GARBAGE -> send(socket, "\u0000\u0001garbage\r\n\r\n" + name);
      case TWO_ANSWERS -> send(socket, sound(name) + sound("evil"));
      case TOO_SHORT -> {
        send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + name);
        return false;
      }
      case TOO_LONG -> send(socket, sound(name) + "and more");
      case BAD_CHUNK -> send(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nx");
      case CLOSE_BEHIND -> {
        send(socket, sound(name));
        return false;
      }
    }
    return mode != Mode.BAD_CHUNK;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(StrictRequest.octets(text));
  }

  private static boolean reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    return false;
  }

  /** The preStop hook: until nobody has been here for a moment. */
  void awaitIdle() throws InterruptedException {
    for (int quiet = 0; quiet < 20; quiet++) {
      if (!open.isEmpty()) {
        quiet = 0;
      }
      Thread.sleep(5);
    }
  }

  /** As a pod does that is told to end: what is under way finishes, then nothing is left. */
  void leave() throws InterruptedException {
    leaving = true;
    try {
      server.close();
      while (busy.get() > 0) {
        Thread.sleep(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
