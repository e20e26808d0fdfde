package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.snapshot.CounterDemand;
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was said to the operator, and which of its answers count. Used by one thread at a time. */
final class Reports {
  static final long NEVER = Long.MIN_VALUE;

  /** So many that had no share before are told at a time. */
  private static final int MOST_NEW = 256;

  private static final int REMEMBERED = 64;

  private final long[] sentAt = new long[REMEMBERED];
  private long number;
  private long lookedAt;
  private long heardTerm = -1;
  private long heard = -1;

  /** Nobody who led before is listened to. */
  private long fence = -1;

  PlaneMessage.Demands demands(SlotTable slots, Grants grants, Standing standing, long now) {
    look(slots, now);
    List<CounterDemand> counters = new ArrayList<>();
    List<Slot> news = new ArrayList<>();
    Map<CounterKey, Slot> known = slots.byKey();
    grants
        .shares()
        .forEach((key, share) -> counters.add(held(known.get(key), grants, share, standing, now)));
    slots.forEach(
        slot -> {
          if (slot.wanted > 0
              && !grants.shares().containsKey(slot.key)
              && Parts.isNear(slot.amount(standing, now), slot.counter, now)) {
            news.add(slot);
          }
        });
    news.sort(Comparator.comparingLong((Slot slot) -> slot.wanted).reversed());
    news.stream()
        .limit(Math.min(MOST_NEW, PlaneMessage.Demands.MOST - counters.size()))
        .forEach(slot -> counters.add(demand(slot, standing, now)));
    number++;
    sentAt[(int) (number % REMEMBERED)] = now;
    return new PlaneMessage.Demands(
        number,
        heardTerm,
        heard,
        standing.told() ? standing.replicas() : 0,
        standing.joined(now),
        counters);
  }

  private void look(SlotTable slots, long now) {
    long nanos = number == 0 ? 1_000_000_000L : now - lookedAt;
    lookedAt = now;
    slots.forEach(
        slot -> {
          slot.look(nanos);
          Granted granted = slot.granted;
          if (slot.wanted == 0 && (granted == null || granted.isOver(now))) {
            slots.remove(slot);
          }
        });
  }

  private static CounterDemand held(
      @Nullable Slot slot, Grants grants, CounterShare share, Standing standing, long now) {
    return slot == null
        ? new CounterDemand(
            share.high(), share.low(), share.whole(), grants.partAt(share, standing, now), 0, 0)
        : demand(slot, standing, now);
  }

  private static CounterDemand demand(Slot slot, Standing standing, long now) {
    return new CounterDemand(
        slot.key.high(),
        slot.key.low(),
        slot.whole.requests(),
        slot.part(standing, now),
        Parts.used(slot.whole, slot.counter, now),
        slot.wanted);
  }

  /** When that was sent which is answered; {@link #NEVER} if the answer does not count. */
  long sentAt(PushMessage.Shares message, long lease, long now) {
    boolean known = message.answers() <= number && message.answers() > number - REMEMBERED;
    if (!known || message.answers() < 1 || message.term() < fence) {
      return NEVER;
    }
    long sent = sentAt[(int) (message.answers() % REMEMBERED)];
    if (now - sent >= lease) {
      return NEVER;
    }
    heardTerm = message.term();
    heard = message.number();
    fence = message.term();
    return sent;
  }

  /** Somebody leads in that term: who led in an older one has been followed. */
  void leads(long term) {
    fence = Math.max(fence, term);
  }

  /** Of the newest leader that was heard of; -1: none was. */
  long fence() {
    return fence;
  }
}
