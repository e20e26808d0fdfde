package dev.sluice.operator.quota;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The shares of all data planes, while this operator leads. Safe for many threads. */
public final class QuotaDesks {
  private final LeaseTimes times;
  private final BooleanSupplier leads;
  private final Map<ObjectKey, Desk> desks = new ConcurrentHashMap<>();

  /** Of an operator that leads whenever it says so. */
  public QuotaDesks(LeaseTimes times) {
    this(times, () -> true);
  }

  /**
   * @param leads whether this operator still leads, asked before each answer: one that slept wakes
   *     up before it hears that another has taken over
   */
  public QuotaDesks(LeaseTimes times, BooleanSupplier leads) {
    this.times = times;
    this.leads = leads;
  }

  /**
   * What a replica may give out from now on; empty if there are more than can be told, or this
   * operator leads no more.
   *
   * @param instance of the replica
   * @param present all replicas that are connected, whomever they ask: each of the others has an
   *     equal share at least
   * @param term in which this operator leads
   * @param now {@link System#nanoTime()} at which the demands came in
   */
  public Optional<PushMessage.Shares> answer(
      ObjectKey dataPlane,
      String instance,
      Set<String> present,
      long term,
      PlaneMessage.Demands demands,
      long now) {
    if (!leads.getAsBoolean()) {
      follow();
      return Optional.empty();
    }
    Desk desk =
        desks.compute(
            dataPlane,
            (key, old) -> old != null && old.term() == term ? old : new Desk(term, times, now));
    return desk.answer(instance, present, demands, now);
  }

  /**
   * Of all data planes of which a replica has asked; of none, if this operator leads no more.
   *
   * @param now {@link System#nanoTime()}
   */
  public List<DeskView> view(long now) {
    if (!leads.getAsBoolean()) {
      follow();
    }
    return desks.entrySet().stream()
        .map(desk -> desk.getValue().view(desk.getKey(), now))
        .sorted(Comparator.comparing(DeskView::dataPlane))
        .toList();
  }

  /** This operator does not lead: what it knows grows old. */
  public void follow() {
    desks.clear();
  }
}
