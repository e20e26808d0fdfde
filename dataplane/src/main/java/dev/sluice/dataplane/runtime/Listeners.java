package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.listener.ServerSocketListener;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.Listener;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xnio.XnioWorker;

/**
 * The open listeners. One whose port and form did not change survives a swap untouched, whatever it
 * is called.
 */
final class Listeners {
  private final XnioWorker worker;
  private final InetAddress address;
  private final HttpHandler root;
  private Map<Identity, Open> open = new LinkedHashMap<>();

  /** A free port (0) belongs to a name, any other stands for itself. */
  private record Identity(int port, String name, boolean proxyProtocol) {
    static Identity of(Listener listener) {
      return new Identity(
          listener.port(), listener.port() == 0 ? listener.name() : "", listener.proxyProtocol());
    }
  }

  private record Open(Listener listener, ServerSocketListener socket) {}

  Listeners(XnioWorker worker, InetAddress address, HttpHandler root) {
    this.worker = worker;
    this.address = address;
    this.root = root;
  }

  /** Sockets for the next snapshot: {@link #commit} or {@link #abandon} must follow. */
  final class Change {
    private final Map<Identity, Open> next = new LinkedHashMap<>();
    private final List<ServerSocketListener> added = new ArrayList<>();

    /** Closes what the next snapshot has no more; requests on it finish, and then it is gone. */
    List<ServerSocketListener> commit() {
      List<ServerSocketListener> removed = new ArrayList<>();
      open.forEach(
          (identity, old) -> {
            if (!next.containsKey(identity)) {
              old.socket().stopAccepting();
              removed.add(old.socket());
            }
          });
      synchronized (Listeners.this) {
        open = next;
      }
      return removed;
    }

    void abandon() {
      added.forEach(ServerSocketListener::close);
    }
  }

  /**
   * Opens what is new.
   *
   * @param secrets the certificates that they need
   * @throws IOException if a port cannot be taken: nothing has changed then
   */
  Change prepare(List<Listener> wanted, Secrets secrets) throws IOException {
    Change change = new Change();
    try {
      for (Listener listener : wanted) {
        Identity identity = Identity.of(listener);
        Open known = open.get(identity);
        ServerSocketListener socket;
        if (known == null) {
          socket = open(listener);
          change.added.add(socket);
        } else {
          socket = known.socket();
        }
        change.next.put(identity, new Open(listener, socket));
      }
      return change;
    } catch (IOException e) {
      change.abandon();
      throw e;
    }
  }

  private ServerSocketListener open(Listener listener) throws IOException {
    // The same port in another form: the old socket has to let go of it first.
    for (Open old : open.values()) {
      if (listener.port() != 0 && old.listener().port() == listener.port()) {
        throw new IOException(
            "port "
                + listener.port()
                + " serves with proxyProtocol "
                + old.listener().proxyProtocol()
                + ": that changes with a restart, or on another port");
      }
    }
    return ServerSocketListener.open(
        worker,
        new InetSocketAddress(address, listener.port()),
        new ListenerOptions(listener.proxyProtocol()),
        root);
  }

  /** Ports that are really bound, by listener name. */
  synchronized SortedMap<String, Integer> ports() {
    SortedMap<String, Integer> ports = new TreeMap<>();
    open.values()
        .forEach(each -> ports.put(each.listener().name(), each.socket().address().getPort()));
    return ports;
  }

  synchronized List<ServerSocketListener> sockets() {
    return open.values().stream().map(Open::socket).toList();
  }
}
