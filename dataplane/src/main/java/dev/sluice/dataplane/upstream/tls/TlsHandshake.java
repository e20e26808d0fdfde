package dev.sluice.dataplane.upstream.tls;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.xnio.XnioIoThread;
import org.xnio.conduits.StreamSourceConduit;

/**
 * How a connection becomes one of TLS. What costs time (keys, certificates) runs on the worker's
 * thread; all else on the I/O thread, and {@link #go} is to be called whenever the socket has
 * something or takes something.
 */
final class TlsHandshake {
  private final SSLEngine engine;
  private final TlsRecords records;
  private final TlsOutput output;
  private final StreamSourceConduit source;
  private final XnioIoThread thread;
  private final Runnable completed;
  private final Consumer<IOException> failed;
  private boolean working;
  private boolean complete;
  private boolean over;

  /**
   * @param completed called once, unless
   * @param failed is
   */
  TlsHandshake(
      TlsRecords records,
      StreamSourceConduit source,
      XnioIoThread thread,
      Runnable completed,
      Consumer<IOException> failed) {
    this.engine = records.engine();
    this.records = records;
    output = records.output();
    this.source = source;
    this.thread = thread;
    this.completed = completed;
    this.failed = failed;
  }

  /** Whether plain bytes may flow. */
  boolean complete() {
    return complete;
  }

  /** The end may be told before this returns. */
  void start() {
    try {
      engine.beginHandshake();
    } catch (IOException e) {
      fail(e);
      return;
    }
    go();
  }

  /** Goes on as far as it can. */
  void go() {
    try {
      while (!over && !working) {
        switch (engine.getHandshakeStatus()) {
          case NEED_WRAP -> {
            if (!output.flush()) {
              return;
            }
            output.wrapOwn();
            if (!output.flush()) {
              return;
            }
          }
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (!records.handshakeBytes()) {
              return;
            }
          }
          case NEED_TASK -> runTasks();
          case FINISHED, NOT_HANDSHAKING -> {
            if (!output.flush()) {
              return;
            }
            over = true;
            complete = true;
            records.handshakeEnds();
            completed.run();
          }
        }
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void runTasks() {
    Runnable first = engine.getDelegatedTask();
    if (first == null) {
      return;
    }
    working = true;
    // What arrives meanwhile would call us again and again.
    source.suspendReads();
    try {
      thread
          .getWorker()
          .execute(
              () -> {
                for (Runnable task = first; task != null; task = engine.getDelegatedTask()) {
                  task.run();
                }
                thread.execute(this::worked);
              });
    } catch (RejectedExecutionException e) {
      fail(new IOException("the gateway is shutting down", e));
    }
  }

  private void worked() {
    working = false;
    if (!over) {
      source.resumeReads();
      go();
    }
  }

  /** The connection is gone, or given up. */
  void fail(IOException cause) {
    if (!over) {
      over = true;
      failed.accept(cause);
    }
  }

  /** Nobody is told anything any more. */
  void cancel() {
    over = true;
  }
}
