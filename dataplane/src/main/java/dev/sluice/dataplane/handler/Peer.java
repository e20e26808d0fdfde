package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.handler.sanity.AddressText;
import dev.sluice.matching.IpAddress;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a connection, whoever the client may be. Printed once for a connection, not for
 * a request.
 *
 * @param text empty when the address is not known
 * @param port of ours, to which the connection was made
 */
record Peer(@Nullable IpAddress address, String text, String port) {
  private static final AttachmentKey<Peer> KEY = AttachmentKey.create(Peer.class);

  static Peer of(HttpServerExchange exchange) {
    ServerConnection connection = exchange.getConnection();
    Peer known = connection.getAttachment(KEY);
    if (known != null) {
      return known;
    }
    IpAddress address =
        connection.getPeerAddress() instanceof InetSocketAddress socket
            ? AddressText.of(socket.getAddress()).orElse(null)
            : null;
    String port =
        connection.getLocalAddress() instanceof InetSocketAddress local
            ? Integer.toString(local.getPort())
            : "";
    Peer peer = new Peer(address, address == null ? "" : address.toString(), port);
    connection.putAttachment(KEY, peer);
    return peer;
  }
}
