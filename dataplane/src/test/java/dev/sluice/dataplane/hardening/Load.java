package dev.sluice.dataplane.hardening;

import dev.sluice.dataplane.upstream.Wire;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Clients that each send one request after the other, every answer of which is looked at. */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 6;

  /**
   * @param status 0 if the answer broke off or never came
   * @param own whether it is the answer to this request
   */
  record Heard(String target, boolean post, int status, boolean own) {}

  private final int port;
  private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  Load(int port) {
    this.port = port;
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      threads.add(Thread.ofVirtual().start(() -> run(client)));
    }
  }

  private void run(int client) {
    @Nullable Wire wire = null;
    for (int i = 0; !stopped; i++) {
      boolean post = i % 3 == 0;
      String target = "/" + (post ? "post/" : "get/") + client + "-" + i;
      Heard answer = new Heard(target, post, 0, false);
      try {
        wire = wire == null ? Wire.connect(port) : wire;
        Wire.Message message = wire.send(request(target, post)).response();
        answer = new Heard(target, post, message.status(), message.text().equals(target));
        if ("close".equals(message.first("Connection"))) {
          wire.close();
          wire = null;
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        if (wire != null) {
          wire.close();
        }
        if (e.getCause() instanceof java.net.ConnectException) {
          return;
        }
        wire = null;
      }
      heard.add(answer);
    }
    if (wire != null) {
      wire.close();
    }
  }

  private static String request(String target, boolean post) {
    return post
        ? "POST " + target + " HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n\r\nbody"
        : "GET " + target + " HTTP/1.1\r\nHost: a.test\r\n\r\n";
  }

  /** So far. */
  List<Heard> heard() {
    return List.copyOf(heard);
  }

  /** Waits for so many more answers. */
  void await(int more) {
    int wanted = heard.size() + more;
    org.awaitility.Awaitility.await()
        .pollInterval(java.time.Duration.ofMillis(5))
        .until(() -> heard.size() >= wanted);
  }

  @Override
  public void close() {
    stopped = true;
    finish();
  }

  /** Waits until all clients have ended. */
  void finish() {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
