package dev.sluice.dataplane.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.StoreState;
import dev.sluice.snapshot.StoreState.Answers;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Since when a store does as it does. */
final class StoreWatchTest {
  private final AtomicLong now = new AtomicLong(100);
  private final StoreWatch watch = new StoreWatch(() -> Instant.ofEpochSecond(now.get()));

  @Test
  void theTimeIsThatOfTheLastChangeAndAnotherReasonIsNone() {
    assertThat(watch.of(Optional.empty())).isEqualTo(new StoreState(Answers.CONNECTED, 100, ""));
    now.set(110);
    assertThat(watch.of(Optional.empty())).isEqualTo(new StoreState(Answers.CONNECTED, 100, ""));
    assertThat(watch.of(Optional.of("slow")))
        .isEqualTo(new StoreState(Answers.UNAVAILABLE, 110, "slow"));
    now.set(120);
    assertThat(watch.of(Optional.of("gone")))
        .isEqualTo(new StoreState(Answers.UNAVAILABLE, 110, "gone"));
    assertThat(watch.of(Optional.empty())).isEqualTo(new StoreState(Answers.CONNECTED, 120, ""));
    assertThat(watch.none()).isEqualTo(StoreState.NONE);
  }
}
