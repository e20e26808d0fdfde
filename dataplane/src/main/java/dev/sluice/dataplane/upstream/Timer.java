package dev.sluice.dataplane.upstream;

import org.jspecify.annotations.Nullable;

/** Something that happens later unless it is cancelled; can be scheduled again and again. */
class Timer {
  private final Runnable action;

  @Nullable Timer previous;
  @Nullable Timer next;
  long deadlineTick;
  boolean scheduled;

  Timer(Runnable action) {
    this.action = action;
  }

  void run() {
    action.run();
  }
}
