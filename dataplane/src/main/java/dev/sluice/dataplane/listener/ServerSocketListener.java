package dev.sluice.dataplane.listener;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.xnio.XnioWorker;

/** An HTTP/1.1 listener on one address. Methods may be called from any thread. */
public final class ServerSocketListener implements AutoCloseable {
  private final InetSocketAddress address;

  private ServerSocketListener(InetSocketAddress address) {
    this.address = address;
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
    throw new IOException("not there yet: " + worker + address + options + root);
  }

  /** The address that is really bound. */
  public InetSocketAddress address() {
    return address;
  }

  /** Open connections, with a request or without. */
  public int connections() {
    return 0;
  }

  /** First step of a drain: the port is released, connections go on. */
  public void stopAccepting() {}

  /** Closes the connections that serve no request now. */
  public void closeIdle() {}

  /** Last step of a drain: closes all connections, whatever they do. */
  public void closeConnections() {}

  /** {@link #stopAccepting} and {@link #closeConnections}. */
  @Override
  public void close() {
    stopAccepting();
    closeConnections();
  }
}
