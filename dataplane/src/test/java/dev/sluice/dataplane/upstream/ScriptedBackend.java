package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A backend whose every connection follows a script, so that it can misbehave as it is told. */
public final class ScriptedBackend implements AutoCloseable {
  /** What one connection does. It is closed when the script returns. */
  public interface Script {
    void run(Wire wire) throws Exception;
  }

  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<Wire.Message> requests = new CopyOnWriteArrayList<>();
  private final Queue<Wire> open = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private ScriptedBackend(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
  }

  public static ScriptedBackend start(Script script) {
    try {
      var backend = new ScriptedBackend(Carrier.current().serverSocket(), script);
      Thread.ofVirtual().start(backend::accept);
      return backend;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over TLS, as that context says. */
  public static ScriptedBackend overTls(SSLContext context, boolean asksClients, Script script) {
    try {
      var server =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 200, InetAddress.getLoopbackAddress());
      server.setNeedClientAuth(asksClients);
      var backend = new ScriptedBackend(server, script);
      Thread.ofVirtual().start(backend::accept);
      return backend;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the same answer to every request, on connections that live on. */
  public static ScriptedBackend answering(String response) {
    ScriptedBackend[] self = new ScriptedBackend[1];
    self[0] =
        start(
            wire -> {
              for (var request = wire.request(); request != null; request = wire.request()) {
                self[0].record(request);
                wire.send(response);
              }
            });
    return self[0];
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      open.add(wire);
      if (closed) {
        // It was let in at the last moment, and whoever closed did not see it.
        return;
      }
      script.run(wire);
    } catch (Exception e) {
      // The other side ended it; the test sees that there.
    } finally {
      open.removeIf(Wire::closed);
    }
  }

  /** Nobody new gets in; who is in may stay. */
  public void stopAccepting() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void record(Wire.Message request) {
    requests.add(request);
  }

  /** What the script recorded, in order of arrival. */
  public List<Wire.Message> requests() {
    return requests;
  }

  public Wire.Message lastRequest() {
    return requests.get(requests.size() - 1);
  }

  public int accepted() {
    return accepted.get();
  }

  public int port() {
    return server.getLocalPort();
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", port());
  }

  @Override
  public void close() {
    try {
      closed = true;
      server.close();
      open.forEach(Wire::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
