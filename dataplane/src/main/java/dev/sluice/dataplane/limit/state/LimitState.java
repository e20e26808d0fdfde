package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.count.CounterTable;
import dev.sluice.dataplane.limit.key.KeyBytes;
import dev.sluice.dataplane.limit.key.KeyMaker;
import dev.sluice.dataplane.limit.store.CounterKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is counted for one limit of one policy, whatever routes it applies to and whatever changes
 * around it. Counters are found by hashes of what requests must agree in, of their tier and of the
 * kind of window, and not of the amount: who has used 90 of 100 has used 90 of 200.
 */
public final class LimitState {
  /** Tiers and routes of one limit whose counters can be found without a request of theirs. */
  private static final int MOST_MAKERS = 4_096;

  /** Keys of one limit. Where there is memory for fewer, those go first that used least. */
  private static final int MOST_KEYS = 1 << 20;

  /** Of a limit without a key: one for each tier and route. */
  private static final int FEW_KEYS = 1 << 10;

  private final LimitId id;
  private final CounterTable counters;
  private final Slots slots = new Slots();
  private final LimitFigures figures = new LimitFigures();
  private final HeavyKeys heavy = new HeavyKeys();
  private final Set<KeyMaker> makers = ConcurrentHashMap.newKeySet();
  private final TierDemands demands = new TierDemands();

  LimitState(LimitId id, CounterMemory memory) {
    this.id = id;
    counters = new CounterTable(id.keyed() ? MOST_KEYS : FEW_KEYS, memory);
  }

  /** Its policy is gone. Requests under way go on with what is counted here. */
  void leave() {
    counters.leave();
  }

  public LimitId id() {
    return id;
  }

  /** Of rates, in this process; of a shared store, those that stand in for it. */
  public CounterTable counters() {
    return counters;
  }

  /** Of a limit of requests at a time. */
  public Slots slots() {
    return slots;
  }

  public LimitFigures figures() {
    return figures;
  }

  /** Who asks most. */
  public HeavyKeys heavy() {
    return heavy;
  }

  /** What is asked, by tier: how large they would have to be. */
  public TierDemands demands() {
    return demands;
  }

  /** Who makes keys of this limit, for requests of one rule and of one tier. */
  public void madeBy(KeyMaker maker) {
    if (makers.size() < MOST_MAKERS) {
      makers.add(maker);
    }
  }

  /** The texts of a key that is among the heaviest; null if it is not, or they are too long. */
  public @Nullable List<String> texts(String name) {
    for (HeavyKeys.Heavy each : heavy.top(Integer.MAX_VALUE)) {
      if (each.name().equals(name) && !each.texts().isEmpty()) {
        return each.texts();
      }
    }
    return null;
  }

  /**
   * Forgets what was counted here for requests of which these are the texts, of all tiers and
   * routes.
   *
   * @return where others may have counted for them
   * @throws IllegalArgumentException if there can be no such request; the message may be shown
   */
  public List<CounterKey> reset(List<String> texts) {
    List<CounterKey> shared = new ArrayList<>();
    for (KeyMaker maker : makers) {
      KeyBytes key = maker.key(texts);
      key.hash();
      counters.reset(key.high(), key.low());
      shared.add(key.shared());
    }
    return shared;
  }
}
