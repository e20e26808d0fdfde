package dev.sluice.dataplane.upstream.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/** The decrypted bytes of a {@link TlsStream}. */
final class TlsSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private final TlsStream stream;

  TlsSource(StreamSourceConduit socket, TlsStream stream) {
    super(socket);
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return stream.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (targets[i].hasRemaining()) {
        return stream.read(targets[i]);
      }
    }
    return 0;
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, throughBuffer, target);
  }

  @Override
  public void setReadReadyHandler(ReadReadyHandler handler) {
    stream.reader(handler);
  }

  @Override
  public void resumeReads() {
    stream.resumeReads();
  }

  @Override
  public void suspendReads() {
    stream.suspendReads();
  }

  @Override
  public void wakeupReads() {
    stream.resumeReads();
    super.wakeupReads();
  }

  @Override
  public boolean isReadResumed() {
    return stream.readsResumed();
  }

  @Override
  public void awaitReadable() {
    throw new UnsupportedOperationException("nobody waits on an I/O thread");
  }

  @Override
  public void awaitReadable(long time, TimeUnit unit) {
    awaitReadable();
  }
}
