package dev.sluice.dataplane.ask;

import java.util.function.Consumer;

/** A backend as whoever asks it something sees it. */
public interface AskedBackend {
  /**
   * Asks on the connections of the I/O thread that calls this.
   *
   * @param told once, on the same thread, maybe before this returns; not after it was cancelled
   */
  Asking ask(Question question, Consumer<Reply> told);
}
