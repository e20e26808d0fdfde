package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * An HTTP/1.1 listener on one address, in plain text or over TLS: Undertow's server side with the
 * options of the hardening table and {@link LazySource} under it. Methods may be called from any
 * thread.
 */
public final class ServerSocketListener implements AutoCloseable {
  /**
   * An answer of 16 KiB with its head fits, with room in front for a longer head: it is read and
   * written in one piece each.
   */
  private static final int BUFFER_SIZE = 20 * 1024;

  /** Kept for reuse after a burst: 32 MiB. More is allocated as needed and given back. */
  private static final int MAX_POOLED = 1_600;

  private final RequestMarker marker;
  private final Entrance entrance;
  private final AcceptingChannel<StreamConnection> server;

  private ServerSocketListener(
      XnioWorker worker, InetSocketAddress address, ListenerOptions options, HttpHandler root)
      throws IOException {
    marker = new RequestMarker(root);
    ByteBufferPool buffers =
        new ThreadBuffers(worker, new DefaultByteBufferPool(true, BUFFER_SIZE, MAX_POOLED, 0));
    var http = new HttpOpenListener(buffers, HardenedOptions.HTTP);
    http.setRootHandler(marker);
    entrance = new Entrance(options, http, buffers);
    server =
        worker.createStreamConnectionServer(
            address,
            ChannelListeners.openListenerAdapter(entrance::accept),
            HardenedOptions.SOCKET);
  }

  /**
   * Listens, at once.
   *
   * @param address port 0 takes a free one, see {@link #address()}
   * @throws IOException if the address cannot be taken: the message names it and the cure
   */
  public static ServerSocketListener open(
      XnioWorker worker, InetSocketAddress address, ListenerOptions options, HttpHandler root)
      throws IOException {
    try {
      var listener = new ServerSocketListener(worker, address, options, root);
      listener.server.resumeAccepts();
      return listener;
    } catch (BindException e) {
      throw new IOException(
          "cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + "): "
              + cure(e, address),
          e);
    }
  }

  private static String cure(BindException e, InetSocketAddress address) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("in use")) {
      return "stop the process that uses port " + address.getPort() + " or choose another port";
    }
    if (message.contains("denied")) {
      return "choose a port above 1023 or give the process the right to use this one";
    }
    return "choose an address of this machine";
  }

  /**
   * From now on connections are accepted like this. Those that were accepted otherwise go on if
   * this would admit them too; else each closes with the answer that is under way, or at once.
   */
  public void change(ListenerOptions options) {
    entrance.options(options);
    entrance
        .threads()
        .forEach(
            thread -> {
              thread.each(
                  connection -> {
                    if (!connection.admitted(options)) {
                      connection.answersLast();
                    }
                  });
              thread.close(connection -> !connection.busy() && !connection.admitted(options));
            });
  }

  /** The address that is really bound. */
  public InetSocketAddress address() {
    return server.getLocalAddress(InetSocketAddress.class);
  }

  /** Open connections, with a request or without. */
  public int connections() {
    return entrance.open();
  }

  /** Connections that Undertow's parser refused with a bare 400, since the start. */
  public long refusals() {
    return entrance.refusals();
  }

  /**
   * Before the first step of a drain: the answers under way and all that follow end their
   * connections. The port stays open.
   */
  public void lastAnswers() {
    marker.drain();
    entrance.threads().forEach(thread -> thread.each(AcceptedConnection::answersLast));
  }

  /**
   * First step of a drain: the port is released. Connections go on, and each closes with the answer
   * to its next request.
   */
  public void stopAccepting() {
    marker.drain();
    IoUtils.safeClose(server);
  }

  /** Closes the connections that serve no request now. */
  public void closeIdle() {
    entrance.threads().forEach(thread -> thread.close(connection -> !connection.busy()));
  }

  /** Last step of a drain: closes all connections, whatever they do. */
  public void closeConnections() {
    entrance.threads().forEach(thread -> thread.close(connection -> true));
  }

  /** {@link #stopAccepting} and {@link #closeConnections}. */
  @Override
  public void close() {
    stopAccepting();
    closeConnections();
  }
}
