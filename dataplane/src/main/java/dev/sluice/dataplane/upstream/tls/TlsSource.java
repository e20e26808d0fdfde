package dev.sluice.dataplane.upstream.tls;

import dev.sluice.dataplane.conduit.ReadingConduit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/** The decrypted bytes of a {@link TlsStream}. */
final class TlsSource extends ReadingConduit {
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
