package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.reply.FailureKind;

/** Who asked a pool for a connection. Called on the pool's I/O thread, one of the three, once. */
interface ConnectionWaiter {
  /**
   * @param reused whether it carried a request before, so that the backend may have given it up
   */
  void connected(UpstreamConnection connection, boolean reused);

  void notConnected(FailureKind kind, String detail);

  /** The endpoint left the backend before there was a connection: choose another. */
  void endpointLeft();

  /** When the wait began, {@link System#nanoTime()}. */
  long waitingSince();

  /** The request is gone: the connection is not wanted any more. */
  boolean cancelled();
}
