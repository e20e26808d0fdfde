package dev.sluice.dataplane.limit.state;

import dev.sluice.dataplane.limit.count.CounterTable;
import dev.sluice.dataplane.limit.count.Room;
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

  private final LimitId id;
  private volatile CounterTable counters = new CounterTable(Room.NONE.keys());
  private final Slots slots = new Slots();
  private final LimitFigures figures = new LimitFigures();
  private final HeavyKeys heavy = new HeavyKeys();
  private final Set<KeyMaker> makers = ConcurrentHashMap.newKeySet();
  private final TierDemands demands = new TierDemands();

  LimitState(LimitId id) {
    this.id = id;
  }

  /**
   * So many keys may have a counter from now on. What was counted stays; a request that is asked in
   * this very moment may go uncounted. For one thread at a time.
   */
  public void fit(Room room, long now) {
    CounterTable before = counters;
    if (!before.has(room)) {
      counters = before.resized(room, now);
    }
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
