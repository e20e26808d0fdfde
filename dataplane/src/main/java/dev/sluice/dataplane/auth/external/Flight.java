package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.ask.Asking;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A question under way, for one client or for several that want to know the same. When the last of
 * them is gone it is given up.
 */
final class Flight {
  private final CompletableFuture<Judgement> outcome = new CompletableFuture<>();
  private final Executor home;
  private @Nullable Asking asking;
  private int waiting = 1;
  private boolean over;

  /**
   * @param home the thread that asks
   */
  Flight(Executor home) {
    this.home = home;
  }

  CompletableFuture<Judgement> outcome() {
    return outcome;
  }

  /** On the thread that asks, once the question is under way. */
  synchronized void began(Asking question) {
    asking = question;
  }

  /** False if it is over, or was given up: ask anew. */
  synchronized boolean join() {
    if (over) {
      return false;
    }
    waiting++;
    return true;
  }

  /** Somebody does not want to know any more. Whether nobody does now. */
  synchronized boolean leave() {
    waiting--;
    if (waiting > 0 || over) {
      return false;
    }
    over = true;
    Asking question = asking;
    if (question != null) {
      home.execute(question::cancel);
    }
    return true;
  }

  void ended(Judgement known) {
    synchronized (this) {
      over = true;
    }
    outcome.complete(known);
  }
}
