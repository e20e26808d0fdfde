package dev.sluice.dataplane.observe.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log of lines. The I/O thread notes the facts and puts them into a bounded queue without
 * waiting; one thread renders and writes. When that falls behind (a slow disk, a pipe that nobody
 * reads) lines are dropped and counted: a log never slows a request.
 */
final class LogWriter<T> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);
  static final int CAPACITY = 8_192;
  private static final int BATCH_BYTES = 64 << 10;

  /** The writer looks by itself: waking it would cost the I/O thread a system call a request. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long DRAIN_MILLIS = 5_000;

  private final EntryQueue<T> queue = new EntryQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final String name;
  private final BiConsumer<T, JsonBuffer> line;
  private final OutputStream out;
  private final Thread writer;
  private volatile boolean closing;

  private LogWriter(String name, BiConsumer<T, JsonBuffer> line, OutputStream out) {
    this.name = name;
    this.line = line;
    this.out = out;
    this.writer = Thread.ofPlatform().name(name.replace(' ', '-')).daemon().unstarted(this::run);
  }

  /**
   * Empty if nobody wants it.
   *
   * @param name for messages, such as {@code access log}
   * @param line writes one entry and ends the line
   * @throws IOException if the file cannot be opened: the message names it
   */
  static <T> Optional<LogWriter<T>> open(
      LogTarget target, String name, BiConsumer<T, JsonBuffer> line) throws IOException {
    return switch (target) {
      case LogTarget.Off() -> Optional.empty();
      case LogTarget.Stdout() ->
          Optional.of(writingTo(new FileOutputStream(FileDescriptor.out), name, line));
      case LogTarget.File file -> Optional.of(writingTo(file(file, name), name, line));
    };
  }

  private static OutputStream file(LogTarget.File file, String name) throws IOException {
    try {
      return new LogFile(file.path());
    } catch (IOException e) {
      throw new IOException(
          "the "
              + name
              + " "
              + file.path()
              + " cannot be opened ("
              + e
              + "): make its directory writable, or log to stdout or off",
          e);
    }
  }

  static <T> LogWriter<T> writingTo(OutputStream out, String name, BiConsumer<T, JsonBuffer> line) {
    LogWriter<T> opened = new LogWriter<>(name, line, out);
    opened.writer.start();
    return opened;
  }

  /** Lines that found the queue full, or could not be written. */
  long dropped() {
    return dropped.sum();
  }

  /** From any thread; never waits. */
  void add(T entry) {
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

  /** Writes what is queued, for at most five seconds. What comes later is lost and counted. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(DRAIN_MILLIS);
      if (writer.isAlive()) {
        dropped.add(queue.size());
        log.warn("the {} is not read: {} lines are lost at the end", name, queue.size());
      } else {
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("the {} cannot be closed: {}", name, e.toString());
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
        T entry = queue.poll();
        if (entry == null) {
          return;
        }
        line.accept(entry, text);
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
          log.info("the {} is written again; {} lines were lost so far", name, dropped());
        }
      } catch (IOException e) {
        dropped.add(lines);
        if (!failing) {
          failing = true;
          log.warn("the {} cannot be written, its lines are lost: {}", name, e.toString());
        }
      }
    }
  }
}
