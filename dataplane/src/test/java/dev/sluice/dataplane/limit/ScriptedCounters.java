package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.SharedCounters;
import dev.sluice.dataplane.limit.store.Tally;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A store that says what it is told to say. */
final class ScriptedCounters implements SharedCounters {
  record Charge(CounterKey key, long cost) {}

  private final List<List<Demand>> asked = new CopyOnWriteArrayList<>();
  private final List<Charge> charges = new CopyOnWriteArrayList<>();
  private final List<Charge> returned = new CopyOnWriteArrayList<>();
  private final Function<List<Demand>, CompletionStage<List<Tally>>> script;
  private final int replicas;

  ScriptedCounters(int replicas, Function<List<Demand>, CompletionStage<List<Tally>>> script) {
    this.replicas = replicas;
    this.script = script;
  }

  /** Has so much left of all, and tells it from another thread. */
  static ScriptedCounters leaving(long left) {
    return new ScriptedCounters(
        1, demands -> CompletableFuture.supplyAsync(() -> tallies(demands, left)));
  }

  static List<Tally> tallies(List<Demand> demands, long left) {
    return demands.stream()
        .map(
            demand ->
                left >= demand.needed()
                    ? new Tally(
                        true,
                        left - demand.cost(),
                        0,
                        2_500_000_000L,
                        new Tally.Receipt(demand.cost(), 1))
                    : new Tally(false, left, 1_500_000_000L, 2_500_000_000L, Tally.Receipt.NOTHING))
        .toList();
  }

  List<List<Demand>> asked() {
    return asked;
  }

  List<Charge> charges() {
    return charges;
  }

  /** What was given back. */
  List<Charge> returned() {
    return returned;
  }

  @Override
  public void giveBack(Demand demand, Tally.Receipt receipt) {
    returned.add(new Charge(demand.key(), receipt.taken()));
  }

  @Override
  public CompletionStage<List<Tally>> take(List<Demand> demands) {
    asked.add(demands);
    return script.apply(demands);
  }

  @Override
  public void charge(Demand demand, long cost) {
    charges.add(new Charge(demand.key(), cost));
  }

  @Override
  public CompletionStage<Void> reset(CounterKey key) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public int replicas() {
    return replicas;
  }
}
