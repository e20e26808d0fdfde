package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request. The I/O thread renders the line and puts it into a bounded
 * queue; one thread of its own writes. A full queue drops lines and counts them: a slow disk never
 * slows a request.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final int CAPACITY = 16_384;
  private static final int MAX_TEXT = 2_048;
  private static final byte[] END = new byte[0];

  private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final OutputStream out;
  private final boolean closeable;
  private final Thread writer;

  private AccessLog(OutputStream out, boolean closeable) {
    this.out = out;
    this.closeable = closeable;
    this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
  }

  /** Null if there is to be none. */
  public static @Nullable AccessLog open(AccessLogTarget target) {
    AccessLog opened =
        switch (target) {
          case AccessLogTarget.Off off -> null;
          case AccessLogTarget.Stdout stdout -> new AccessLog(System.out, false);
          case AccessLogTarget.File(var path) -> {
            try {
              yield new AccessLog(new FileOutputStream(path.toFile(), true), true);
            } catch (IOException e) {
              throw new UncheckedIOException(
                  "the access log " + path + " cannot be opened: " + e.getMessage(), e);
            }
          }
        };
    if (opened != null) {
      opened.writer.start();
    }
    return opened;
  }

  /** Lines that found the queue full. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public void ended(HttpServerExchange exchange, RequestContext context, long nanos) {
    byte[] line = line(exchange, context, nanos).getBytes(StandardCharsets.UTF_8);
    if (!queue.offer(line)) {
      dropped.increment();
    }
  }

  private static String line(HttpServerExchange exchange, RequestContext context, long nanos) {
    StringBuilder out = new StringBuilder(768);
    FailureKind failure = context.failure();
    ObjectKey route = context.route();
    ObjectKey backend = context.backend();
    Endpoint endpoint = context.endpoint();
    int status =
        failure == FailureKind.CLIENT_DISCONNECTED ? failure.status() : exchange.getStatusCode();
    out.append("{\"time\":\"").append(Instant.now()).append('"');
    text(out, "requestId", context.requestId());
    text(out, "traceId", traceId(context.traceParent()));
    text(out, "client", context.clientAddress());
    text(out, "peer", context.peerAddress());
    text(out, "method", exchange.getRequestMethod().toString());
    text(out, "host", context.host());
    text(out, "path", context.path().isEmpty() ? exchange.getRequestURI() : context.path());
    text(out, "query", exchange.getQueryString());
    text(out, "protocol", exchange.getProtocol().toString());
    number(out, "status", status);
    number(out, "bytesIn", Math.max(0, exchange.getRequestContentLength()));
    number(out, "bytesOut", exchange.getResponseBytesSent());
    text(out, "route", route == null ? "" : route.toString());
    text(out, "rule", context.rule());
    text(out, "backend", backend == null ? "" : backend.toString());
    text(out, "endpoint", endpoint == null ? "" : endpoint.toString());
    number(out, "attempts", context.attempts());
    text(out, "failure", failure == null ? "" : failure.name());
    text(out, "failureDetail", context.failureDetail());
    out.append(",\"upgraded\":").append(context.upgraded());
    millis(out, "durationMs", nanos);
    long start = context.startNanos();
    stage(out, "routedMs", start, context.routedNanos());
    stage(out, "upstreamStartMs", start, context.upstreamStartNanos());
    stage(out, "upstreamConnectedMs", start, context.upstreamConnectedNanos());
    stage(out, "requestSentMs", start, context.requestSentNanos());
    stage(out, "firstByteMs", start, context.firstByteNanos());
    String agent = exchange.getRequestHeaders().getFirst(Headers.USER_AGENT);
    text(out, "userAgent", agent == null ? "" : agent);
    return out.append("}\n").toString();
  }

  private static String traceId(String traceParent) {
    return traceParent.length() < 35 ? "" : traceParent.substring(3, 35);
  }

  private static void text(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    JsonText.string(out, value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value);
  }

  private static void number(StringBuilder out, String name, long value) {
    out.append(",\"").append(name).append("\":").append(value);
  }

  /** Since the request head; absent if it never came to that. */
  private static void stage(StringBuilder out, String name, long start, long nanos) {
    if (nanos != 0) {
      millis(out, name, nanos - start);
    }
  }

  /** With three decimals. */
  private static void millis(StringBuilder out, String name, long nanos) {
    long micros = Math.max(0, nanos / 1_000);
    long rest = micros % 1_000;
    out.append(",\"").append(name).append("\":").append(micros / 1_000).append('.');
    out.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
  }

  private void write() {
    try {
      for (byte[] line = queue.take(); line != END; line = queue.take()) {
        writeLine(line);
        if (queue.isEmpty()) {
          flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }

  private void writeLine(byte[] line) {
    try {
      out.write(line);
    } catch (IOException e) {
      dropped.increment();
    }
  }

  private void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      log.warn("the access log cannot be written: {}", e.getMessage());
    }
  }

  /** Writes what is queued, for at most two seconds. */
  @Override
  public void close() {
    try {
      if (queue.offer(END, 1, TimeUnit.SECONDS)) {
        writer.join(1_000);
      }
      writer.interrupt();
      if (closeable) {
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("the access log cannot be closed: {}", e.getMessage());
    }
  }
}
