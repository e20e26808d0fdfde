package dev.sluice.dataplane.exchange;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Random numbers of the thread that asks: no lock, and nothing shared. */
public final class ThreadDice implements RandomGenerator {
  public static final ThreadDice INSTANCE = new ThreadDice();

  private ThreadDice() {}

  @Override
  public long nextLong() {
    return ThreadLocalRandom.current().nextLong();
  }

  @Override
  public int nextInt(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  @Override
  public long nextLong(long bound) {
    return ThreadLocalRandom.current().nextLong(bound);
  }
}
