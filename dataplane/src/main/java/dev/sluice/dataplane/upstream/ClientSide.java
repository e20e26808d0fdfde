package dev.sluice.dataplane.upstream;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.xnio.Options;

/** The client's connection under an exchange. */
final class ClientSide {
  private ClientSide() {}

  /** When it is closed, it is by a reset. */
  static void reset(HttpServerExchange exchange) {
    try {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
    } catch (IOException e) {
      // Then it is an ordinary end.
    }
  }

  /** Whether the client has closed its half, or all. */
  static boolean ended(HttpServerExchange exchange) {
    return exchange.getConnection() instanceof AbstractServerConnection connection
        && (!connection.isOpen() || connection.getOriginalSourceConduit().isReadShutdown());
  }
}
