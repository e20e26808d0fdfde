package dev.sluice.dataplane.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.XnioIoThread;

/** Finds what the current I/O thread keeps. */
final class IoLoops {
  private final AtomicInteger count = new AtomicInteger();
  private final ThreadLocal<IoLoop> loops = ThreadLocal.withInitial(this::create);

  private IoLoop create() {
    return new IoLoop(XnioIoThread.requireCurrentThread(), count.getAndIncrement());
  }

  /** Only on an I/O thread. */
  IoLoop current() {
    return loops.get();
  }
}
