package dev.sluice.dataplane.fetch;

import java.net.Socket;
import java.time.Duration;

/** Closes what takes too long. */
public interface Deadlines {
  /**
   * @return to be run when it need not be closed any more
   */
  Runnable closeAfter(Duration limit, Socket socket);
}
