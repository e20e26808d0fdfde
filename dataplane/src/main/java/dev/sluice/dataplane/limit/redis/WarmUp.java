package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.redis.SharedRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks until answers come in time: the first requests would pay for connections and classes, and
 * have 20 ms for both.
 */
final class WarmUp {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long DIALLING = TimeUnit.SECONDS.toNanos(15);

  /** So many answers in time mean that no class has to be loaded and nothing to be dialled. */
  private static final int WARM = 32;

  private final SharedRedis redis;
  private final Servers servers;
  private final BooleanSupplier wanted;

  /**
   * @param wanted whether anybody still waits for it
   */
  WarmUp(SharedRedis redis, Servers servers, BooleanSupplier wanted) {
    this.redis = redis;
    this.servers = servers;
    this.wanted = wanted;
  }

  /**
   * Not on an I/O thread.
   *
   * @param patience with Redis, from when it is connected. A machine that is busy starting takes
   *     longer to dial at all, and is waited for as long as nothing says that nobody is there
   * @return whether they came
   */
  boolean await(Duration patience) {
    long begun = System.nanoTime();
    long until = begun + patience.toNanos();
    boolean reached = false;
    for (int answers = 0; answers < WARM; ) {
      boolean connected = redis.view().state() == RedisView.State.CONNECTED;
      long now = System.nanoTime();
      if (connected && !reached) {
        reached = true;
        until = now + patience.toNanos();
      }
      boolean dialling = !reached && isDialling() && now - begun < DIALLING;
      if (!wanted.getAsBoolean() || (now - until >= 0 && !dialling)) {
        return false;
      }
      if (connected && answers(answers)) {
        answers++;
      } else if (Thread.currentThread().isInterrupted()) {
        return false;
      } else {
        LockSupport.parkNanos(PAUSE);
      }
    }
    return true;
  }

  private boolean isDialling() {
    RedisView view = redis.view();
    return view.state() == RedisView.State.CONNECTING && view.lastFailure().isEmpty();
  }

  private boolean answers(int asked) {
    // In a cluster each half of a key may lie on another server.
    long high = 0x9e37_79b9_7f4a_7c15L * asked;
    try {
      servers.ask(List.of(Servers.trial(high))).get(1, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
