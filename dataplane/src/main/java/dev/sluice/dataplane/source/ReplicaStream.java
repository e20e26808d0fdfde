package dev.sluice.dataplane.source;

import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import dev.sluice.snapshot.SnapshotException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection to one operator replica. Ends once and is then thrown away; whoever made
 * it makes the next.
 */
final class ReplicaStream implements WebSocket.Listener {
  /** Path of the config service. */
  static final String PATH = "/v1/stream";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Called on threads of the HTTP client; {@link #ended} once, and last. */
  interface Events {
    void opened(ReplicaStream stream);

    void received(ReplicaStream stream, PushMessage message);

    /**
     * @param cause for the log
     */
    void ended(ReplicaStream stream, String cause);
  }

  private final Replica replica;
  private final Events events;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private @Nullable HttpClient client;
  private @Nullable WebSocket socket;
  private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);
  private boolean ended;
  private volatile @Nullable PushProtocol protocol;
  private volatile long heardNanos = System.nanoTime();

  private ReplicaStream(Replica replica, Events events) {
    this.replica = replica;
    this.events = events;
  }

  static ReplicaStream connect(Replica replica, PushOptions options, Events events) {
    ReplicaStream stream = new ReplicaStream(replica, events);
    stream.connect(options);
    return stream;
  }

  Replica replica() {
    return replica;
  }

  /** When something last came in, a pong included; {@link System#nanoTime()}. */
  long heardNanos() {
    return heardNanos;
  }

  /**
   * Sends after all that was sent before, unless the protocol that was agreed does not know it. A
   * failure ends the stream.
   */
  synchronized void send(PlaneMessage message) {
    WebSocket open = socket;
    PushProtocol agreed = protocol;
    if (open == null || ended || agreed == null || !agreed.knows(message)) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(PushCodec.encode(message));
    lastSend =
        lastSend
            .thenCompose(before -> open.sendBinary(bytes, true))
            .whenComplete((sent, failure) -> endIf(failure));
  }

  /** Whether the protocol that was agreed knows it. */
  boolean knows(PlaneMessage message) {
    PushProtocol agreed = protocol;
    return agreed != null && agreed.knows(message);
  }

  synchronized void ping() {
    WebSocket open = socket;
    if (open != null && !ended) {
      lastSend =
          lastSend
              .thenCompose(before -> open.sendPing(ByteBuffer.allocate(0)))
              .whenComplete((sent, failure) -> endIf(failure));
    }
  }

  /** Breaks the connection off. */
  void abort(String cause) {
    end(cause);
  }

  private void connect(PushOptions options) {
    try {
      String token = Files.readString(options.token(), StandardCharsets.UTF_8).strip();
      HttpClient https =
          HttpClient.newBuilder()
              .sslContext(ConfigTrust.context(options.authorities(), replica.serverName()))
              .connectTimeout(CONNECT_TIMEOUT)
              .build();
      synchronized (this) {
        client = https;
      }
      https
          .newWebSocketBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .header("Authorization", "Bearer " + token)
          .subprotocols(
              PushProtocol.OFFERED.getFirst().subprotocol(),
              PushProtocol.OFFERED.stream()
                  .skip(1)
                  .map(PushProtocol::subprotocol)
                  .toArray(String[]::new))
          .buildAsync(URI.create("wss://" + replica + PATH), this)
          .whenComplete((opened, failure) -> endIf(failure));
    } catch (IOException e) {
      end(e.toString());
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    boolean late;
    synchronized (this) {
      socket = opened;
      late = ended;
    }
    if (late) {
      opened.abort();
      return;
    }
    protocol = PushProtocol.of(opened.getSubprotocol()).orElse(null);
    if (protocol == null) {
      end(
          "the operator chose protocol '"
              + opened.getSubprotocol()
              + "', this data plane speaks "
              + PushProtocol.OFFERED);
      return;
    }
    heard();
    events.opened(this);
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    heard();
    if (partial.size() + data.remaining() > PushCodec.MAX_UNPACKED_BYTES) {
      end("a message is larger than " + PushCodec.MAX_UNPACKED_BYTES + " bytes");
      return null;
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (last) {
      byte[] whole = partial.toByteArray();
      partial.reset();
      try {
        events.received(this, PushCodec.decodePush(whole));
      } catch (SnapshotException e) {
        end(e.getMessage() + "");
        return null;
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    end("text came where binary messages are agreed");
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    heard();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heard();
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end("closed by the operator: " + code + (reason.isEmpty() ? "" : " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    endIf(failure);
  }

  private void heard() {
    heardNanos = System.nanoTime();
  }

  private void endIf(@Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      end(cause.toString());
    }
  }

  private void end(String cause) {
    WebSocket open;
    HttpClient https;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      open = socket;
      https = client;
    }
    if (open != null) {
      open.abort();
    }
    if (https != null) {
      https.shutdownNow();
    }
    events.ended(this, cause);
  }

  @Override
  public String toString() {
    return replica.toString();
  }
}
