package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.redis.RedisScript;
import dev.sluice.dataplane.redis.SharedRedis;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who shares the counters: each data plane says now and then that it lives, in a set that is
 * ordered by the time of Redis. Whoever has said nothing for a while is gone.
 */
final class Replicas {
  private static final String KEY = "sluice:limit:replicas";
  private static final String FORGOTTEN_AFTER_SECONDS = "10";

  private static final RedisScript HERE =
      new RedisScript(
          """
          local now = redis.call('TIME')
          local seconds = now[1] + now[2] / 1000000
          redis.call('ZADD', KEYS[1], string.format('%.3f', seconds), ARGV[1])
          redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf',
            string.format('(%.3f', seconds - ARGV[2]))
          redis.call('PEXPIRE', KEYS[1], ARGV[2] * 1000)
          return {redis.call('ZCARD', KEYS[1])}
          """);

  private static final RedisScript GONE =
      new RedisScript("return {redis.call('ZREM', KEYS[1], ARGV[1])}");

  private final SharedRedis redis;
  private final String self;
  private volatile int count = 1;

  Replicas(SharedRedis redis) {
    this.redis = redis;
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    self = HexFormat.of().formatHex(random);
  }

  /** As last known; this one included. */
  int count() {
    return count;
  }

  void announce() {
    var unused =
        redis
            .script(HERE, List.of(KEY), List.of(self, FORGOTTEN_AFTER_SECONDS))
            .whenComplete((answer, failure) -> heard(answer));
  }

  private void heard(@Nullable List<Object> answer) {
    if (answer != null && answer.size() == 1 && answer.getFirst() instanceof Long live) {
      count = Math.clamp(live, 1, Integer.MAX_VALUE);
    }
  }

  void leave() {
    var unused = redis.script(GONE, List.of(KEY), List.of(self));
  }
}
