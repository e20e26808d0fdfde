package dev.sluice.dataplane.limit.redis;

import dev.sluice.snapshot.StoreState;
import dev.sluice.snapshot.StoreState.Answers;
import java.time.InstantSource;
import java.util.Optional;

/** Since when the store does as it does: as exact as it is looked at. */
public final class StoreWatch {
  private final InstantSource clock;
  private StoreState last = StoreState.NONE;

  public StoreWatch(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param problem empty while it answers
   */
  public synchronized StoreState of(Optional<String> problem) {
    Answers answers = problem.isPresent() ? Answers.UNAVAILABLE : Answers.CONNECTED;
    long since = last.answers() == answers ? last.sinceSeconds() : clock.instant().getEpochSecond();
    last = new StoreState(answers, since, problem.orElse(""));
    return last;
  }

  /** Nobody needs it. */
  public synchronized StoreState none() {
    last = StoreState.NONE;
    return last;
  }
}
