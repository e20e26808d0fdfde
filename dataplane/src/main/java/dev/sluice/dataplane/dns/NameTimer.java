package dev.sluice.dataplane.dns;

import java.time.Duration;

/** The one thread of all look-ups, and their clock. */
interface NameTimer {
  void execute(Runnable task);

  void after(Duration wait, Runnable task);

  long nanos();

  /** 0 to that many milliseconds, at random. */
  long jitter(long millis);

  AddressFamilies families();
}
