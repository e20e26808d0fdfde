package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CountersUnavailable;
import dev.sluice.dataplane.redis.RedisScript;
import dev.sluice.dataplane.redis.SharedRedis;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counters that were reset. What a data plane took of one ahead of need, and what it remembers of
 * its end, is worth nothing then, and it must not be given back to a counter that begins anew. So
 * each reset is written into a list of the last ones, which every data plane that holds anything
 * reads a few times a second.
 */
final class Resets {
  private static final String KEY = "sluice:limit:resets";

  /** Whoever reads nothing for so long holds nothing any more. */
  private static final String LIFE_MILLIS = "60000";

  /** With more between two looks, all that is held is worth nothing. */
  private static final int MOST = 64;

  private static final RedisScript FORGET =
      new RedisScript(
          """
          redis.call('DEL', KEYS[1])
          local now = redis.call('TIME')
          return {string.format('%.0f', now[1] * 1000000 + now[2])}
          """);

  /** An entry: its place in time here, when the counter was reset there, and the counter. */
  private static final RedisScript TELL =
      new RedisScript(
          """
          local entries, now = {}, redis.call('TIME')
          local place = now[1] * 1000000 + now[2]
          for entry in string.gmatch(redis.call('GET', KEYS[1]) or '', '%S+') do
            entries[#entries + 1] = entry
            place = math.max(place, tonumber(string.match(entry, '^%d+')) + 1)
          end
          while #entries >= tonumber(ARGV[3]) do
            table.remove(entries, 1)
          end
          entries[#entries + 1] = string.format('%.0f', place) .. ':' .. ARGV[1]
          redis.call('SET', KEYS[1], table.concat(entries, ' '), 'PX', ARGV[2])
          return {}
          """);

  private static final RedisScript READ =
      new RedisScript(
          """
          local later = {}
          for entry in string.gmatch(redis.call('GET', KEYS[1]) or '', '%S+') do
            if tonumber(string.match(entry, '^%d+')) > tonumber(ARGV[1]) then
              later[#later + 1] = entry
            end
          end
          return later
          """);

  private final SharedRedis redis;
  private final Leases leases;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile String read = "0";

  Resets(SharedRedis redis, Leases leases) {
    this.redis = redis;
    this.leases = leases;
  }

  /** It may be another Redis from now on. */
  void changed() {
    read = "0";
  }

  /** Forgets a counter, and lets the others know. */
  CompletionStage<Void> reset(CounterKey key) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    String name = new String(Ask.name(key), StandardCharsets.US_ASCII);
    var unused =
        redis
            .script(FORGET, List.of(name), List.of())
            .thenCompose(
                answer -> {
                  String at = String.valueOf(answer.getFirst());
                  leases.forget(key, Double.parseDouble(at));
                  String entry = at + ":" + key;
                  return redis.script(
                      TELL, List.of(KEY), List.of(entry, LIFE_MILLIS, Integer.toString(MOST)));
                })
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    done.complete(null);
                  } else {
                    done.completeExceptionally(
                        new CountersUnavailable(FailureCause.of(failure).words()));
                  }
                });
    return done;
  }

  /** Looks whether others have reset anything. Never waits. */
  void look() {
    if (!reading.compareAndSet(false, true)) {
      return;
    }
    var unused =
        redis
            .script(READ, List.of(KEY), List.of(read))
            .whenComplete(
                (entries, failure) -> {
                  heard(entries);
                  reading.set(false);
                });
  }

  private void heard(@Nullable List<Object> entries) {
    if (entries == null || entries.isEmpty()) {
      return;
    }
    if (entries.size() >= MOST) {
      leases.forgetAll();
    }
    for (Object entry : entries) {
      heard(String.valueOf(entry));
    }
  }

  private void heard(String entry) {
    int first = entry.indexOf(':');
    int second = entry.indexOf(':', first + 1);
    if (first < 0 || second < 0) {
      return;
    }
    read = entry.substring(0, first);
    leases.forget(
        CounterKey.parse(entry.substring(second + 1)),
        Double.parseDouble(entry.substring(first + 1, second)));
  }
}
