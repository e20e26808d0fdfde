package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request. The I/O thread notes the facts and puts them into a bounded
 * queue without waiting; one thread renders and writes. When that falls behind (a slow disk, a pipe
 * that nobody reads) lines are dropped and counted: a log never slows a request.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  static final int CAPACITY = 8_192;
  private static final int BATCH_BYTES = 64 << 10;

  /** The writer looks by itself: waking it would cost the I/O thread a system call a request. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long DRAIN_MILLIS = 5_000;

  private final EntryQueue<AccessEntry> queue = new EntryQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final OutputStream out;
  private final Thread writer;
  private volatile boolean closing;

  private AccessLog(OutputStream out) {
    this.out = out;
    this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
  }

  static AccessLog toStdout() {
    return writingTo(new FileOutputStream(FileDescriptor.out));
  }

  /**
   * @throws IOException if the file cannot be opened: the message names it
   */
  static AccessLog toFile(AccessLogTarget.File file) throws IOException {
    try {
      return writingTo(new LogFile(file.path()));
    } catch (IOException e) {
      throw new IOException(
          "the access log "
              + file.path()
              + " cannot be opened ("
              + e
              + "): make its directory writable, or log to stdout or off",
          e);
    }
  }

  static AccessLog writingTo(OutputStream out) {
    AccessLog opened = new AccessLog(out);
    opened.writer.start();
    return opened;
  }

  /** Lines that found the queue full, or could not be written. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public void ended(HttpServerExchange exchange, RequestContext context, long nanos) {
    add(AccessEntry.of(exchange, context, nanos));
  }

  void add(AccessEntry entry) {
    if (closing || !queue.offer(entry)) {
      dropped.increment();
    }
  }

  private void run() {
    Batch batch = new Batch();
    while (true) {
      // Read before the queue, so that what came before the end is still written.
      boolean last = closing;
      batch.fill();
      batch.write();
      if (queue.size() == 0) {
        if (last) {
          return;
        }
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  /** Writes what is queued, for at most five seconds. Requests that end later are not logged. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(DRAIN_MILLIS);
      if (writer.isAlive()) {
        dropped.add(queue.size());
        log.warn("the access log is not read: {} lines are lost at the end", queue.size());
      } else {
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("the access log cannot be closed: {}", e.toString());
    }
  }

  /** Lines that are written together. On the writing thread only. */
  private final class Batch {
    private final JsonBuffer text = new JsonBuffer(BATCH_BYTES + (BATCH_BYTES >> 1));
    private int lines;
    private boolean failing;

    void fill() {
      text.clear();
      lines = 0;
      if (failing) {
        // Half a line may stand in the file.
        text.newLine();
      }
      while (text.length() < BATCH_BYTES) {
        AccessEntry entry = queue.poll();
        if (entry == null) {
          return;
        }
        AccessLine.write(entry, text);
        lines++;
      }
    }

    void write() {
      if (lines == 0) {
        return;
      }
      try {
        text.writeTo(out);
        if (failing) {
          failing = false;
          log.info("the access log is written again; {} lines were lost so far", dropped());
        }
      } catch (IOException e) {
        dropped.add(lines);
        if (!failing) {
          failing = true;
          log.warn("the access log cannot be written, its lines are lost: {}", e.toString());
        }
      }
    }
  }
}
