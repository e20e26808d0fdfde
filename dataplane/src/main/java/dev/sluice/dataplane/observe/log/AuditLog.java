package dev.sluice.dataplane.observe.log;

import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * One line of JSON for each decision about who may pass, when it is made: a tunnel that stays open
 * for hours is told of at once. Apart from the access log, so that it can be kept elsewhere.
 */
public final class AuditLog implements AccessDecisions, AutoCloseable {
  private static final String NAME = "audit log";

  private final LogWriter<AuditEntry> writer;

  private AuditLog(LogWriter<AuditEntry> writer) {
    this.writer = writer;
  }

  /**
   * Empty if nobody wants it.
   *
   * @throws IOException if the file cannot be opened: the message names it and the cure
   */
  public static Optional<AuditLog> open(LogTarget target) throws IOException {
    return LogWriter.open(target, NAME, AuditLine::write).map(AuditLog::new);
  }

  static AuditLog writingTo(OutputStream out) {
    return new AuditLog(LogWriter.writingTo(out, NAME, AuditLine::write));
  }

  /** Lines that found the queue full, or could not be written. */
  public long dropped() {
    return writer.dropped();
  }

  @Override
  public void decided(
      HttpServerExchange exchange, RequestContext context, AccessDecision decision) {
    writer.add(AuditEntry.of(exchange, context, decision));
  }

  void add(AuditEntry entry) {
    writer.add(entry);
  }

  /** Writes what is queued, for at most five seconds. */
  @Override
  public void close() {
    writer.close();
  }
}
