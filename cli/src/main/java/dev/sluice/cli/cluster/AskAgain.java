package dev.sluice.cli.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks an API server again that says that it is busy or still starting: right after a definition
 * was installed it answers 429 for a second or two. An API server that does not answer at all is
 * not asked twice: who mistyped an address wants to know at once.
 */
public final class AskAgain {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final RetryAfter told;
  private final Duration patience;

  /**
   * @param told what the API server says of when to come again
   * @param patience after which its answer stands
   */
  public AskAgain(RetryAfter told, Duration patience) {
    this.told = told;
    this.patience = patience;
  }

  /**
   * @param question is asked once at least
   * @throws KubernetesClientException the last one of the question's, if asking again does not help
   */
  public <T> T ask(Supplier<T> question) {
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return question.get();
      } catch (KubernetesClientException e) {
        Duration wait = longer(pause, told.last());
        if (!isBusy(e) || System.nanoTime() + wait.toNanos() - end > 0) {
          throw e;
        }
        CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS))
            .join();
      }
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    }
  }

  /** Too many requests, or not ready: what the same question may not meet in a moment. */
  static boolean isBusy(KubernetesClientException e) {
    return e.getCode() == 429 || e.getCode() == 503;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
