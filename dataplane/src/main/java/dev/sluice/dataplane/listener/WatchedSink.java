package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.conduit.WritingConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.conduits.StreamSinkConduit;

/** Tells an accepted connection how much left it, so that a client that stopped reading shows. */
final class WatchedSink extends WritingConduit {
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
  public long transferFrom(FileChannel source, long position, long count) throws IOException {
    long moved = next.transferFrom(source, position, count);
    accepted.written(moved);
    return moved;
  }
}
