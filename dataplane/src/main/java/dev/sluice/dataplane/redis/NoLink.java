package dev.sluice.dataplane.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * To nowhere.
 *
 * @param lastFailure why; empty: nobody asked for more
 */
record NoLink(String lastFailure) implements RedisLink {
  @Override
  public CompletionStage<List<Object>> script(
      RedisScript script, List<String> keys, List<String> arguments) {
    return CompletableFuture.failedFuture(why());
  }

  @Override
  public CompletionStage<byte[]> packed(RedisScript script, byte[][] keys, byte[] argument) {
    return CompletableFuture.failedFuture(why());
  }

  private RedisUnavailable why() {
    return new RedisUnavailable(lastFailure.isEmpty() ? "there is no Redis" : lastFailure);
  }

  @Override
  public String server(byte[] key) {
    return "";
  }

  @Override
  public long connections() {
    return 0;
  }

  @Override
  public boolean connected() {
    return false;
  }

  @Override
  public void close() {
    // There is nothing.
  }
}
