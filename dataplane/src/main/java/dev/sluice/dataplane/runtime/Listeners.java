package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.listener.Handshakes;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.listener.ServerSocketListener;
import dev.sluice.dataplane.listener.TlsFront;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.snapshot.Listener;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/**
 * The open listeners, and those that a snapshot took away and whose requests are not over yet. One
 * whose port did not change survives a swap, whatever it is called; how it speaks may change under
 * it. Changed by the one thread that applies snapshots, read by any.
 */
final class Listeners {
  private final XnioWorker worker;
  private final InetAddress address;
  private final Function<ListenerId, HttpHandler> roots;
  private final Handshakes handshakes;
  private volatile Map<ListenerId, Open> open = new LinkedHashMap<>();
  private final List<ServerSocketListener> leaving = new ArrayList<>();
  private long refusalsOfGone;

  /**
   * @param options that it has, or will have once the change is committed
   */
  private record Open(Listener listener, ListenerOptions options, ServerSocketListener socket) {}

  /**
   * @param roots what serves the requests of a listener
   */
  Listeners(
      XnioWorker worker,
      InetAddress address,
      Handshakes handshakes,
      Function<ListenerId, HttpHandler> roots) {
    this.worker = worker;
    this.address = address;
    this.handshakes = handshakes;
    this.roots = roots;
  }

  /** Sockets for the next snapshot: {@link #commit} or {@link #abandon} must follow. */
  final class Change {
    private final Map<ListenerId, Open> next = new LinkedHashMap<>();
    private final List<ServerSocketListener> added = new ArrayList<>();

    /** Closes what the next snapshot has no more; requests on it finish, and then it is gone. */
    void commit() {
      List<ServerSocketListener> removed = new ArrayList<>();
      open.forEach(
          (id, old) -> {
            if (!next.containsKey(id)) {
              old.socket().stopAccepting();
              removed.add(old.socket());
            }
          });
      next.forEach(
          (id, each) -> {
            Open old = open.get(id);
            if (old != null && !old.options().equals(each.options())) {
              each.socket().change(each.options());
            }
          });
      open = next;
      leave(removed);
    }

    void abandon() {
      added.forEach(ServerSocketListener::close);
    }
  }

  /**
   * Opens what is new.
   *
   * @param tls of the listeners that speak it, by name
   * @throws IOException if a port cannot be taken: nothing has changed then
   */
  Change prepare(List<Listener> wanted, Map<String, ServerTls> tls) throws IOException {
    Change change = new Change();
    try {
      for (Listener listener : wanted) {
        ListenerId id = ListenerId.of(listener);
        Open known = open.get(id);
        ListenerOptions options = options(listener, tls.get(listener.name()), known);
        ServerSocketListener socket;
        if (known == null) {
          socket =
              ServerSocketListener.open(
                  worker,
                  new InetSocketAddress(address, listener.port()),
                  options,
                  roots.apply(id));
          change.added.add(socket);
        } else {
          socket = known.socket();
        }
        change.next.put(id, new Open(listener, options, socket));
      }
      return change;
    } catch (IOException e) {
      change.abandon();
      throw e;
    }
  }

  /**
   * Those that are open speak so from now on. Connections that would not be admitted any more end.
   *
   * @param tls by the name of the listener, for those that change
   */
  void speak(Map<String, ServerTls> tls) {
    Map<ListenerId, Open> next = new LinkedHashMap<>(open);
    next.replaceAll(
        (id, each) -> {
          ServerTls other = tls.get(each.listener().name());
          if (other == null) {
            return each;
          }
          ListenerOptions options = options(each.listener(), other, each);
          each.socket().change(options);
          return new Open(each.listener(), options, each.socket());
        });
    open = next;
  }

  /** The very ones that it has, if they are still good. */
  private ListenerOptions options(
      Listener listener, @Nullable ServerTls tls, @Nullable Open known) {
    if (known != null
        && known.options().proxyProtocol() == listener.proxyProtocol()
        && known.options().tls().map(TlsFront::tls).orElse(null) == tls) {
      return known.options();
    }
    return new ListenerOptions(
        listener.proxyProtocol(),
        Optional.ofNullable(tls).map(each -> new TlsFront(each, handshakes)));
  }

  /** Ports that are really bound, by listener name. */
  SortedMap<String, Integer> ports() {
    SortedMap<String, Integer> ports = new TreeMap<>();
    open.values()
        .forEach(each -> ports.put(each.listener().name(), each.socket().address().getPort()));
    return ports;
  }

  private synchronized void leave(List<ServerSocketListener> removed) {
    leaving.addAll(removed);
  }

  /** Lets go of those that leave, as their requests end. To be called now and then. */
  synchronized void tidy() {
    leaving.forEach(ServerSocketListener::closeIdle);
    leaving.removeIf(
        socket -> {
          boolean empty = socket.connections() == 0;
          if (empty) {
            refusalsOfGone += socket.refusals();
          }
          return empty;
        });
  }

  /** Open connections of clients, on those that do not leave. */
  int connections() {
    return open.values().stream()
        .map(Open::socket)
        .mapToInt(ServerSocketListener::connections)
        .sum();
  }

  /** What came in and was no request, since the start, on listeners that are gone too. */
  synchronized long unparsable() {
    return refusalsOfGone + all().stream().mapToLong(ServerSocketListener::refusals).sum();
  }

  /** Each connection ends after its answer, the one under way or the next. */
  synchronized void lastAnswers() {
    all().forEach(ServerSocketListener::lastAnswers);
  }

  synchronized void stopAccepting() {
    all().forEach(ServerSocketListener::stopAccepting);
  }

  synchronized void closeIdle() {
    all().forEach(ServerSocketListener::closeIdle);
  }

  synchronized void close() {
    all().forEach(ServerSocketListener::close);
  }

  private List<ServerSocketListener> all() {
    return Stream.concat(open.values().stream().map(Open::socket), leaving.stream()).toList();
  }
}
