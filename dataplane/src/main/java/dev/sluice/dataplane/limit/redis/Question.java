package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.store.CountersUnavailable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one request asks of one server, and the answer that comes.
 *
 * @param deadline nanoseconds
 */
record Question(List<Ask> asks, long deadline, CompletableFuture<List<Told>> answer) {
  /** There is nobody who waits for the last ones. */
  boolean isSettled() {
    return answer.isDone();
  }

  /**
   * @param from its first place in the answer
   * @return whether there was one that could be read
   */
  boolean read(ByteBuffer all, int from) {
    List<Told> told = new ArrayList<>(asks.size());
    for (int i = 0; i < asks.size(); i++) {
      if (!Told.isReadable(all, from + i)) {
        fail(FailureCause.WRONG_DATA);
        return false;
      }
      told.add(Told.read(all, from + i));
    }
    answer.complete(told);
    return true;
  }

  /**
   * @return 1 if it had no answer yet, 0 if it had
   */
  int fail(FailureCause cause) {
    return answer.completeExceptionally(new CountersUnavailable(cause.words())) ? 1 : 0;
  }
}
