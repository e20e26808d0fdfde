package dev.sluice.dataplane.exchange;

import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * How a request fared upstream: which backend, how often it was tried, and when it came how far.
 * Touched on the request's I/O thread only.
 *
 * <p>Times are {@link System#nanoTime()}; 0 means "has not happened".
 */
public final class UpstreamNotes implements ConduitWrapper<StreamSinkConduit> {
  private @Nullable ObjectKey backend;
  private @Nullable Endpoint endpoint;
  private @Nullable ConduitWrapper<StreamSinkConduit> answerSink;
  private int attempts;
  private boolean hedged;
  private boolean retryRefused;
  private boolean upgraded;
  private long startNanos;
  private long connectedNanos;
  private long requestSentNanos;
  private long firstByteNanos;

  UpstreamNotes() {}

  /** The backend that serves the request, also before it is tried; null if it never had one. */
  public @Nullable ObjectKey backend() {
    return backend;
  }

  public void backend(ObjectKey value) {
    backend = value;
  }

  /** Of the last attempt, or of the one whose answer counts. */
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  /** A new attempt starts. */
  public void attempt(Endpoint endpoint, long nanos) {
    this.endpoint = endpoint;
    attempts++;
    if (startNanos == 0) {
      startNanos = nanos;
    }
  }

  /** How often a backend was tried. */
  public int attempts() {
    return attempts;
  }

  /** Of several attempts at a time this one's answer counts. */
  public void answeredBy(Endpoint winner) {
    endpoint = winner;
  }

  /** Whether it was asked a second time because the first answer was late. */
  public boolean hedged() {
    return hedged;
  }

  public void hedged(boolean value) {
    hedged = value;
  }

  /** Whether the retry budget of its backend did not allow another try. */
  public boolean retryRefused() {
    return retryRefused;
  }

  public void retryRefused(boolean value) {
    retryRefused = value;
  }

  /** Whether the connection became a tunnel (WebSocket). */
  public boolean upgraded() {
    return upgraded;
  }

  public void upgraded(boolean value) {
    upgraded = value;
  }

  /** When the first attempt began. */
  public long startNanos() {
    return startNanos;
  }

  /** When the last attempt had its connection, fresh or pooled. */
  public long connectedNanos() {
    return connectedNanos;
  }

  public void connected(long nanos) {
    connectedNanos = nanos;
  }

  /** When the last byte of the request was handed to the socket. */
  public long requestSentNanos() {
    return requestSentNanos;
  }

  public void requestSent(long nanos) {
    requestSentNanos = nanos;
  }

  /** When the head of the backend's final response was there. */
  public long firstByteNanos() {
    return firstByteNanos;
  }

  public void firstByte(long nanos) {
    firstByteNanos = nanos;
  }

  /**
   * What takes the body of the answer instead of Undertow's own conduits, asked once the headers
   * are final. To be set just before the response channel is taken.
   */
  public void answerSink(ConduitWrapper<StreamSinkConduit> sink) {
    answerSink = sink;
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> usual, HttpServerExchange exchange) {
    ConduitWrapper<StreamSinkConduit> sink = answerSink;
    return sink == null ? usual.create() : sink.wrap(usual, exchange);
  }
}
