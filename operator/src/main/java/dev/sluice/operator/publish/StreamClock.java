package dev.sluice.operator.publish;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long one data plane may take to say what it owes. Touched by its stream's thread only. */
final class StreamClock {
  private static final long HELLO_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long ANSWER_NANOS = Duration.ofSeconds(60).toNanos();

  private final long opened = System.nanoTime();
  private long sentAt;

  /** It was sent something that it has to take or refuse. */
  void sent() {
    sentAt = System.nanoTime();
  }

  Duration sinceSent() {
    return Duration.ofNanos(System.nanoTime() - sentAt);
  }

  /**
   * What is late, in words for the peer; empty if nothing is.
   *
   * @param progress null before its Hello is there
   */
  Optional<String> late(@Nullable StreamProgress progress) {
    long now = System.nanoTime();
    if (progress == null) {
      return now - opened > HELLO_NANOS ? Optional.of("no Hello in time") : Optional.empty();
    }
    return progress.awaitsAnswer() && now - sentAt > ANSWER_NANOS
        ? Optional.of("no Ack or Nack in time")
        : Optional.empty();
  }

  /** How long nothing can become late, or due again. */
  long pauseNanos(@Nullable StreamProgress progress) {
    long now = System.nanoTime();
    if (progress == null) {
      return Math.max(1, opened + HELLO_NANOS - now);
    }
    return Math.max(
        1, progress.awaitsAnswer() ? sentAt + ANSWER_NANOS - now : progress.nanosToRetry(now));
  }
}
