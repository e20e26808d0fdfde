package dev.sluice.dataplane.observe.log;

import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** One line of JSON for each request, when it has ended. */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
  static final int CAPACITY = LogWriter.CAPACITY;
  private static final String NAME = "access log";

  private final LogWriter<AccessEntry> writer;

  private AccessLog(LogWriter<AccessEntry> writer) {
    this.writer = writer;
  }

  /**
   * Empty if nobody wants it.
   *
   * @throws IOException if the file cannot be opened: the message names it and the cure
   */
  public static Optional<AccessLog> open(LogTarget target) throws IOException {
    return LogWriter.open(target, NAME, AccessLine::write).map(AccessLog::new);
  }

  static AccessLog writingTo(OutputStream out) {
    return new AccessLog(LogWriter.writingTo(out, NAME, AccessLine::write));
  }

  /** Lines that found the queue full, or could not be written. */
  public long dropped() {
    return writer.dropped();
  }

  @Override
  public void ended(HttpServerExchange exchange, RequestContext context, long nanos) {
    add(AccessEntry.of(exchange, context, nanos));
  }

  void add(AccessEntry entry) {
    writer.add(entry);
  }

  /** Writes what is queued, for at most five seconds. Requests that end later are not logged. */
  @Override
  public void close() {
    writer.close();
  }
}
