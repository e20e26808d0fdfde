package dev.sluice.dataplane.conduit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/** A sink whose bytes all pass through its two {@code write} methods, however they are sent. */
public abstract class WritingConduit extends AbstractStreamSinkConduit<StreamSinkConduit> {
  protected WritingConduit(StreamSinkConduit next) {
    super(next);
  }

  @Override
  public abstract int write(ByteBuffer source) throws IOException;

  /** One buffer at a time, unless a subclass can do better. */
  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (sources[i].hasRemaining()) {
        return write(sources[i]);
      }
    }
    return 0;
  }

  @Override
  public final int writeFinal(ByteBuffer source) throws IOException {
    return Conduits.writeFinalBasic(this, source);
  }

  @Override
  public final long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
    return Conduits.writeFinalBasic(this, sources, offset, length);
  }

  @Override
  public long transferFrom(FileChannel source, long position, long count) throws IOException {
    return source.transferTo(position, count, new ConduitWritableByteChannel(this));
  }

  @Override
  public final long transferFrom(StreamSourceChannel source, long count, ByteBuffer through)
      throws IOException {
    return Conduits.transfer(source, count, through, this);
  }
}
