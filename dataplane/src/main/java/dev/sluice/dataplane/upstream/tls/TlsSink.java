package dev.sluice.dataplane.upstream.tls;

import dev.sluice.dataplane.conduit.WritingConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.WriteReadyHandler;

/** Takes the bytes that a {@link TlsStream} encrypts. */
final class TlsSink extends WritingConduit {
  private final TlsStream stream;

  TlsSink(StreamSinkConduit socket, TlsStream stream) {
    super(socket);
    this.stream = stream;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return (int) stream.write(new ByteBuffer[] {from}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return stream.write(from, offset, length);
  }

  @Override
  public boolean flush() throws IOException {
    return stream.flushed();
  }

  @Override
  public void setWriteReadyHandler(WriteReadyHandler handler) {
    stream.writer(handler);
  }

  @Override
  public void resumeWrites() {
    stream.resumeWrites();
  }

  @Override
  public void suspendWrites() {
    stream.suspendWrites();
  }

  @Override
  public void wakeupWrites() {
    stream.resumeWrites();
    super.wakeupWrites();
  }

  @Override
  public boolean isWriteResumed() {
    return stream.writesResumed();
  }

  @Override
  public void terminateWrites() throws IOException {
    stream.endOutput();
  }

  @Override
  public void awaitWritable() {
    throw new UnsupportedOperationException("nobody waits on an I/O thread");
  }

  @Override
  public void awaitWritable(long time, TimeUnit unit) {
    awaitWritable();
  }
}
