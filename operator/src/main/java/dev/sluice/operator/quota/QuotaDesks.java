package dev.sluice.operator.quota;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The shares of all data planes, while this operator leads. Safe for many threads. */
public final class QuotaDesks {
  private final LeaseTimes times;
  private final Map<ObjectKey, Desk> desks = new ConcurrentHashMap<>();

  public QuotaDesks(LeaseTimes times) {
    this.times = times;
  }

  /**
   * What a replica may give out from now on; empty if there are more than can be told.
   *
   * @param instance of the replica
   * @param term in which this operator leads
   * @param now {@link System#nanoTime()} at which the demands came in
   */
  public Optional<PushMessage.Shares> answer(
      ObjectKey dataPlane, String instance, long term, PlaneMessage.Demands demands, long now) {
    Desk desk =
        desks.compute(
            dataPlane,
            (key, present) ->
                present != null && present.term() == term ? present : new Desk(term, times, now));
    return desk.answer(instance, demands, now);
  }

  /** This operator does not lead: what it knows grows old. */
  public void follow() {
    desks.clear();
  }
}
