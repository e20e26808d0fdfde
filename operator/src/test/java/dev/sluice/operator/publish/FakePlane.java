package dev.sluice.operator.publish;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A data plane that does what a test tells it, over the real protocol. */
public final class FakePlane implements AutoCloseable, WebSocket.Listener {
  private final BlockingQueue<PushMessage> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final HttpClient client;
  private @Nullable WebSocket socket;

  private FakePlane(HttpClient client) {
    this.client = client;
  }

  public static FakePlane connect(
      int port, String bundle, String token, PushProtocol... protocols) {
    String[] names = new String[protocols.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = protocols[i].subprotocol();
    }
    HttpClient https = HttpClient.newBuilder().sslContext(trusting(bundle)).build();
    FakePlane plane = new FakePlane(https);
    WebSocket.Builder builder = https.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(60));
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    if (names.length > 0) {
      String[] rest = new String[names.length - 1];
      System.arraycopy(names, 1, rest, 0, rest.length);
      builder.subprotocols(names[0], rest);
    }
    try {
      plane.socket =
          builder.buildAsync(URI.create("wss://127.0.0.1:" + port + PushServer.PATH), plane).join();
    } catch (CompletionException e) {
      https.shutdownNow();
      throw e;
    }
    return plane;
  }

  private static SSLContext trusting(String bundle) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(bundle.getBytes(StandardCharsets.US_ASCII)))) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public FakePlane hello(ObjectKey dataPlane, String instance) {
    return send(new PlaneMessage.Hello(dataPlane, instance, "test"));
  }

  public FakePlane send(PlaneMessage message) {
    sendBytes(PushCodec.encode(message));
    return this;
  }

  synchronized void sendBytes(byte[] message) {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    open.sendBinary(ByteBuffer.wrap(message), true).join();
  }

  /** The next message of a kind; others in between are dropped. */
  public <T extends PushMessage> T next(Class<T> type) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      PushMessage message = poll(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      if (message == null) {
        throw new AssertionError("no " + type.getSimpleName() + " within a minute");
      }
      if (type.isInstance(message)) {
        return type.cast(message);
      }
    }
  }

  public @Nullable PushMessage poll(Duration patience) {
    try {
      return received.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public int closeCode() throws Exception {
    return closed.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void onOpen(WebSocket opened) {
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (last) {
      received.add(PushCodec.decodePush(partial.toByteArray()));
      partial.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    closed.completeExceptionally(failure);
  }

  @Override
  public void close() {
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
    client.shutdownNow();
  }
}
