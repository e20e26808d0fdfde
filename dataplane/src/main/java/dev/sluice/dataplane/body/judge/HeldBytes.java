package dev.sluice.dataplane.body.judge;

import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;

/** A piece of a collected body. Gives its memory back once it was forwarded, or will not be. */
public final class HeldBytes implements PooledByteBuffer {
  private final ByteBuffer buffer;
  private final BodyMemory memory;
  private boolean open = true;

  /** Memory for it has been taken. */
  public HeldBytes(int size, BodyMemory memory) {
    this.buffer = ByteBuffer.allocate(size);
    this.memory = memory;
  }

  @Override
  public ByteBuffer getBuffer() {
    return buffer;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      memory.give(buffer.capacity());
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
