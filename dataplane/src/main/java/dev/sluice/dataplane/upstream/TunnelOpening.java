package dev.sluice.dataplane.upstream;

import io.undertow.server.ExchangeCompletionListener.NextListener;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;

/**
 * Between the backend's 101 and the open tunnel: the client gets its 101, which completes the
 * exchange, and the listeners of its completion go on when the tunnel has closed.
 */
final class TunnelOpening {
  private final Tunnel tunnel;
  private @Nullable NextListener afterwards;

  /**
   * @param joined makes the tunnel, given what to call when it has closed
   */
  TunnelOpening(Function<Runnable, Tunnel> joined) {
    tunnel = joined.apply(this::closed);
  }

  /**
   * Sends the head that is in the exchange; 101 has no body.
   *
   * @param clientGone called if the client does not take it
   */
  void answer(HttpServerExchange exchange, Runnable clientGone) {
    var channel = exchange.getResponseChannel();
    try {
      channel.shutdownWrites();
      if (!channel.flush()) {
        channel
            .getWriteSetter()
            .set(
                ChannelListeners.flushingChannelListener(
                    null, (failed, cause) -> clientGone.run()));
        channel.resumeWrites();
      }
    } catch (IOException e) {
      clientGone.run();
    }
  }

  /** The exchange is complete. */
  void open(NextListener next) {
    afterwards = next;
    tunnel.open();
  }

  private void closed() {
    NextListener next = afterwards;
    if (next != null) {
      afterwards = null;
      next.proceed();
    }
  }
}
