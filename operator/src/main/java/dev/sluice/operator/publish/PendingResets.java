package dev.sluice.operator.publish;

import dev.sluice.snapshot.PushCodec;
import dev.sluice.snapshot.PushMessage;
import dev.sluice.snapshot.PushProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Resets of counters that one data plane is to hear of. From any thread, never waits. */
final class PendingResets {
  static final int MOST = 64;

  private final BlockingQueue<PushMessage.Reset> unsaid = new ArrayBlockingQueue<>(MOST);
  private final boolean understood;

  /**
   * @param protocol in which it is told; one that does not know resets hears of none
   */
  PendingResets(PushProtocol protocol) {
    understood = protocol.knowsResets();
  }

  /** Whether there was room for it, or nobody to tell. */
  boolean add(PushMessage.Reset reset) {
    return !understood || unsaid.offer(reset);
  }

  /** In the order in which they came, encoded. */
  List<byte[]> take() {
    List<PushMessage.Reset> resets = new ArrayList<>();
    unsaid.drainTo(resets);
    return resets.stream().map(PushCodec::encode).toList();
  }
}
