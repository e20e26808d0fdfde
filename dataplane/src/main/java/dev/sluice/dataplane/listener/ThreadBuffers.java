package dev.sluice.dataplane.listener;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * Keeps a few buffers for each I/O thread of a worker in front of a shared pool. A request takes
 * and returns two or three, always on its thread: Undertow's own pool finds that thread's buffers
 * through a map under a lock.
 */
final class ThreadBuffers implements ByteBufferPool {
  private static final int KEPT = 32;

  private final ByteBufferPool shared;
  private final XnioWorker worker;
  private final Stack[] stacks;

  /** Of one thread, and used on it only. */
  private static final class Stack {
    private final PooledByteBuffer[] buffers = new PooledByteBuffer[KEPT];
    private int size;
  }

  ThreadBuffers(XnioWorker worker, ByteBufferPool shared) throws IOException {
    this.worker = worker;
    this.shared = shared;
    stacks = new Stack[worker.getOption(Options.WORKER_IO_THREADS)];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = new Stack();
    }
  }

  /** Null on any other thread. */
  private @Nullable Stack ours() {
    return Thread.currentThread() instanceof XnioIoThread thread
            && thread.getWorker() == worker
            && thread.getNumber() < stacks.length
        ? stacks[thread.getNumber()]
        : null;
  }

  @Override
  public PooledByteBuffer allocate() {
    Stack ours = ours();
    return new Lease(
        ours == null || ours.size == 0 ? shared.allocate() : ours.buffers[--ours.size]);
  }

  private void giveBack(PooledByteBuffer buffer) {
    Stack ours = ours();
    if (ours == null || ours.size == KEPT) {
      buffer.close();
    } else {
      buffer.getBuffer().clear();
      ours.buffers[ours.size++] = buffer;
    }
  }

  /** A new one for each use: closed twice by mistake it must not free what is another's by then. */
  private final class Lease implements PooledByteBuffer {
    private @Nullable PooledByteBuffer held;

    Lease(PooledByteBuffer held) {
      this.held = held;
    }

    @Override
    public ByteBuffer getBuffer() {
      PooledByteBuffer buffer = held;
      if (buffer == null) {
        throw new IllegalStateException("this buffer was given back");
      }
      return buffer.getBuffer();
    }

    @Override
    public void close() {
      PooledByteBuffer buffer = held;
      if (buffer != null) {
        held = null;
        giveBack(buffer);
      }
    }

    @Override
    public boolean isOpen() {
      return held != null;
    }
  }

  @Override
  public ByteBufferPool getArrayBackedPool() {
    return shared.getArrayBackedPool();
  }

  @Override
  public void close() {
    shared.close();
  }

  @Override
  public int getBufferSize() {
    return shared.getBufferSize();
  }

  @Override
  public boolean isDirect() {
    return shared.isDirect();
  }
}
