package dev.sluice.dataplane;

import dev.sluice.dataplane.upstream.Wire;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection for all that is sent, and another only when the gateway has ended it. */
final class LastingClient implements AutoCloseable {
  private final Supplier<Wire> connecting;
  private @Nullable Wire wire;
  private int connections;

  LastingClient(Supplier<Wire> connecting) {
    this.connecting = connecting;
  }

  /**
   * The answer; none where the connection was ended without a word, as Undertow does where it
   * cannot read the host.
   */
  Optional<Wire.Message> send(String request) {
    Wire open = wire;
    if (open == null) {
      open = connecting.get();
      wire = open;
      connections++;
    }
    try {
      Wire.Message answer = open.send(request).response();
      if (answer.status() == 400
          || "close".equalsIgnoreCase(answer.first("Connection"))
          || answer.startLine().startsWith("HTTP/1.0")
          || request.contains("HTTP/1.0\r\n")) {
        end();
      }
      return Optional.of(answer);
    } catch (IllegalStateException e) {
      end();
      return Optional.empty();
    } catch (UncheckedIOException e) {
      end();
      if (e.getCause() instanceof SocketTimeoutException) {
        throw new AssertionError("no answer to " + request, e);
      }
      return Optional.empty();
    }
  }

  private void end() {
    if (wire != null) {
      wire.close();
      wire = null;
    }
  }

  int connections() {
    return connections;
  }

  @Override
  public void close() {
    end();
  }
}
