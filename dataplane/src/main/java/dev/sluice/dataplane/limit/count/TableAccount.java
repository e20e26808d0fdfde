package dev.sluice.dataplane.limit.count;

import java.util.concurrent.atomic.AtomicLong;

/** What one table takes of the memory that there is. */
final class TableAccount implements Account {
  private static final long CLOSED = Long.MIN_VALUE;

  private final CounterMemory memory;
  private final AtomicLong bytes = new AtomicLong();

  TableAccount(CounterMemory memory) {
    this.memory = memory;
  }

  @Override
  public void took(long more) {
    long before = bytes.get();
    while (before != CLOSED && !bytes.compareAndSet(before, before + more)) {
      before = bytes.get();
    }
    if (before != CLOSED) {
      memory.took(more);
    }
  }

  @Override
  public void settle(long now) {
    memory.settle(now);
  }

  long bytes() {
    long now = bytes.get();
    return now == CLOSED ? 0 : now;
  }

  /** Gives it all back. Nothing that comes later counts. */
  void close() {
    long before = bytes.getAndSet(CLOSED);
    if (before != CLOSED) {
      memory.took(-before);
    }
  }
}
