package dev.sluice.dataplane.listener;

import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/**
 * A connection of which nothing is known yet but that it exists. It has a limited time to become
 * one that is secure. Touched on its I/O thread only.
 */
final class PendingHandshake {
  private static final long LIMIT_SECONDS = 10;

  private final Handshakes handshakes;
  private final XnioExecutor.Key deadline;
  private StreamConnection connection;
  private boolean completed;
  private boolean failed;

  PendingHandshake(StreamConnection raw, Handshakes handshakes) {
    this.handshakes = handshakes;
    this.connection = raw;
    this.deadline =
        raw.getIoThread()
            .executeAfter(() -> IoUtils.safeClose(connection), LIMIT_SECONDS, TimeUnit.SECONDS);
    raw.setCloseListener(closed -> ended());
  }

  /** From now on this is what is to be closed: with it the raw one goes too. */
  void secured(StreamConnection secure) {
    connection = secure;
  }

  /** False if it was complete already. */
  boolean completed() {
    boolean first = !completed;
    completed = true;
    deadline.remove();
    return first;
  }

  /** The connection has ended, with or without a handshake. */
  private void ended() {
    deadline.remove();
    if (!completed && !failed) {
      failed = true;
      handshakes.failed();
    }
  }
}
