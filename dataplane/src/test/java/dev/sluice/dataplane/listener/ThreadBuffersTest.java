package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

final class ThreadBuffersTest {
  private final XnioWorker worker =
      Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 2));
  private final ThreadBuffers buffers =
      new ThreadBuffers(worker, new DefaultByteBufferPool(true, 100, 10, 0));

  ThreadBuffersTest() throws Exception {}

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  private <T> T onThread(Supplier<T> action) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    worker
        .getIoThread(0)
        .execute(
            () -> {
              try {
                result.complete(action.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    return result.get(60, TimeUnit.SECONDS);
  }

  @Test
  void anIoThreadGetsBackWhatItGaveBackAndEmpty() throws Exception {
    ByteBuffer first = onThread(this::useOnce);
    ByteBuffer second = onThread(this::useOnce);
    assertThat(second).isSameAs(first);
    assertThat(second.remaining()).isEqualTo(100);
  }

  private ByteBuffer useOnce() {
    try (PooledByteBuffer pooled = buffers.allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      assertThat(buffer.position()).isZero();
      assertThat(buffer.remaining()).isEqualTo(100);
      buffer.put(new byte[60]).flip();
      return buffer;
    }
  }

  @Test
  void givenBackTwiceItIsNobodyElses() throws Exception {
    onThread(
        () -> {
          PooledByteBuffer first = buffers.allocate();
          first.close();
          PooledByteBuffer second = buffers.allocate();
          first.close();
          PooledByteBuffer third = buffers.allocate();
          assertThat(third.getBuffer()).isNotSameAs(second.getBuffer());
          assertThat(first.isOpen()).isFalse();
          assertThatThrownBy(first::getBuffer).isInstanceOf(IllegalStateException.class);
          second.close();
          third.close();
          return true;
        });
  }

  @Test
  void otherThreadsUseTheSharedPool() {
    try (PooledByteBuffer pooled = buffers.allocate()) {
      assertThat(pooled.getBuffer().capacity()).isEqualTo(100);
    }
  }
}
