package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.store.Replicas;
import dev.sluice.dataplane.redis.RedisScript;
import dev.sluice.dataplane.redis.SharedRedis;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who shares the counters: each data plane says now and then that it lives, in a set that is
 * ordered by the time of Redis. Whoever has said nothing for a while is gone. An operator knows
 * better of replicas of the same data plane, and also while Redis is away; only those of others
 * that use the same Redis are known by what they say.
 */
final class Sharers {
  /** What those that said so themselves were when this one asked last. */
  private record Announced(int all, int elsewhere) {
    static final Announced NONE = new Announced(1, 0);
  }

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
  private final Replicas told;
  private final String self;
  private volatile Announced announced = Announced.NONE;

  Sharers(SharedRedis redis, Replicas told) {
    this.redis = redis;
    this.told = told;
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    self = HexFormat.of().formatHex(random);
  }

  /** As last known; this one included. */
  int count() {
    Announced last = announced;
    int ours = told.count();
    return ours == 0 ? last.all() : ours + last.elsewhere();
  }

  void announce() {
    var unused =
        redis
            .script(HERE, List.of(KEY), List.of(self, FORGOTTEN_AFTER_SECONDS))
            .whenComplete((answer, failure) -> heard(answer));
  }

  private void heard(@Nullable List<Object> answer) {
    if (answer != null && answer.size() == 1 && answer.getFirst() instanceof Long live) {
      int all = Math.clamp(live, 1, Integer.MAX_VALUE);
      int ours = told.count();
      announced = new Announced(all, ours == 0 ? 0 : Math.max(0, all - ours));
    }
  }

  void leave() {
    var unused = redis.script(GONE, List.of(KEY), List.of(self));
  }
}
