package dev.sluice.dataplane.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The way to one Redis. Connects by itself, and again when the connection is lost. */
interface RedisLink extends AutoCloseable {
  /** Of no Redis. */
  RedisLink NONE = new NoLink("");

  /** Never waits; fails with {@link RedisUnavailable}. */
  CompletionStage<List<Object>> script(
      RedisScript script, List<String> keys, List<String> arguments);

  /** Likewise, of one text of bytes. */
  CompletionStage<byte[]> packed(RedisScript script, byte[][] keys, byte[] argument);

  /** Which server has a key, by a name that means nothing; all that is known to be one is one. */
  String server(byte[] key);

  /** Counts connections: behind another one there may be another server. */
  long connections();

  boolean connected();

  /** Why it is not, or what went wrong last; may be empty. */
  String lastFailure();

  @Override
  void close();
}
