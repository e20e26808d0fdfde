package dev.sluice.dataplane.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/** Tells an accepted connection how much left it, so that a client that stopped reading shows. */
final class WatchedSink extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private final AcceptedConnection accepted;

  WatchedSink(StreamSinkConduit next, AcceptedConnection accepted) {
    super(next);
    this.accepted = accepted;
  }

  @Override
  public void terminateWrites() throws IOException {
    next.terminateWrites();
    accepted.sentLast();
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = next.write(source);
    accepted.written(count);
    return count;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long count = next.write(sources, offset, length);
    accepted.written(count);
    return count;
  }

  @Override
  public int writeFinal(ByteBuffer source) throws IOException {
    return Conduits.writeFinalBasic(this, source);
  }

  @Override
  public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
    return Conduits.writeFinalBasic(this, sources, offset, length);
  }

  @Override
  public long transferFrom(FileChannel source, long position, long count) throws IOException {
    long moved = next.transferFrom(source, position, count);
    accepted.written(moved);
    return moved;
  }

  @Override
  public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through)
      throws IOException {
    return Conduits.transfer(source, count, through, this);
  }
}
