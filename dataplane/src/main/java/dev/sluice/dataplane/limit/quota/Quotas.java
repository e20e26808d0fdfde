package dev.sluice.dataplane.limit.quota;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.count.Counter;
import dev.sluice.dataplane.limit.store.CounterKey;
import dev.sluice.dataplane.limit.store.CounterName;
import dev.sluice.dataplane.limit.store.Replicas;
import dev.sluice.dataplane.limit.store.Shares;
import dev.sluice.snapshot.CounterShare;
import dev.sluice.snapshot.EqualShare;
import dev.sluice.snapshot.PlaneMessage;
import dev.sluice.snapshot.PushMessage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * This replica's shares. Requests ask it on their threads ({@link #of}); one other thread reports
 * what is asked and takes what comes back. Outlives snapshots: a share belongs to a counter by its
 * key. All times are {@link System#nanoTime()}.
 */
public final class Quotas implements Shares, Replicas {
  private final SlotTable slots = new SlotTable();
  private final Reports reports = new Reports();
  private final Resets resets = new Resets();
  private volatile Standing standing = new Standing();
  private volatile Grants grants = Grants.NONE;

  @Override
  public Amount of(
      String limit, CounterName name, Amount whole, Counter counter, long cost, long now) {
    Slot slot = slots.find(name.high(), name.low());
    if (slot == null) {
      slot = added(limit, name, whole, counter, now);
      if (slot == null) {
        return standing.of(whole, now);
      }
    }
    if (slot.counter != counter) {
      slot.counter = counter;
    }
    slot.asked.getAndAdd(cost);
    return slot.amount(standing, now);
  }

  private @Nullable Slot added(
      String limit, CounterName name, Amount whole, Counter counter, long now) {
    if (whole.requests() == 0) {
      return null;
    }
    Slot slot = new Slot(limit, name, whole, counter);
    Granted granted = grants.of(slot, standing, now);
    slot.granted = granted;
    boolean added = slots.add(slot);
    if (added) {
      // Others may have been handed out since, to all slots but this one.
      slot.granted = grants.of(slot, standing, now);
    }
    // Without a place, but with a share: it counts with that, and its demand goes unseen.
    return added || granted != null ? slot : null;
  }

  /** What to tell the operator; every second or so. */
  public PlaneMessage.Demands demands(long now) {
    return reports.demands(slots, grants, standing, now);
  }

  /** What the operator answers. An older leader's word, and a late one, count for nothing. */
  public void take(PushMessage.Shares message, long now) {
    long lease = TimeUnit.MILLISECONDS.toNanos(message.leaseMillis());
    long sent = reports.sentAt(message, lease, now);
    if (sent == Reports.NEVER) {
      return;
    }
    EqualShare equal = new EqualShare(message.replicas(), message.rank());
    Standing present = standing;
    if (!present.says(equal, message.joined())) {
      present = new Standing(equal, true, message.joined(), now + lease * 2);
      standing = present;
    }
    Map<CounterKey, CounterShare> shares = new HashMap<>();
    message.shares().forEach(share -> shares.put(new CounterKey(share.high(), share.low()), share));
    Grants next = new Grants(shares, sent + lease, lease);
    grants = next;
    Standing told = present;
    slots.forEach(slot -> grant(slot, next, told, now));
  }

  /** Somebody leads in that term: no older leader is listened to. Likewise. */
  public void leads(long term) {
    reports.leads(term);
  }

  /** Whether that term is older than that of a leader who was heard of. */
  public boolean isOld(long term) {
    return term < reports.fence();
  }

  /**
   * By how many limits are divided, to outlive this process; empty if nobody has said it, or this
   * one has yet to get its part.
   */
  public Optional<Replicated> replicated() {
    Standing present = standing;
    return present.told() && present.joined()
        ? Optional.of(new Replicated(reports.fence(), present.equal()))
        : Optional.empty();
  }

  /**
   * There is somebody to say how many replicas there are, and he has not said it yet: until then
   * this one takes next to nothing, as a newcomer does, for the others have what there is.
   *
   * @param until then it takes the whole, if nobody has said anything
   */
  public void expect(long until) {
    standing = new Standing(EqualShare.ALL, false, false, until);
  }

  /** What an earlier process was told counts until somebody says something else. */
  public void restore(Replicated last, long now) {
    standing = new Standing(last.equal(), true, true, now);
    grants = new Grants(Map.of(), now, 0);
    reports.leads(last.term());
  }

  private static void grant(Slot slot, Grants next, Standing standing, long now) {
    Amount before = slot.amount(standing, now);
    slot.granted = next.of(slot, standing, now);
    Parts.change(slot.counter, before, slot.amount(standing, now), now);
  }

  @Override
  public int count() {
    Standing present = standing;
    return present.told() ? present.replicas() : 0;
  }

  public Resets resets() {
    return resets;
  }

  public QuotaView view(long now) {
    Standing present = standing;
    Grants current = grants;
    Map<CounterKey, Slot> known = slots.byKey();
    long left = current.until() - now;
    return new QuotaView(
        present.told() ? present.replicas() : 0,
        present.rank(),
        present.told() && left > 0,
        present.told() ? TimeUnit.NANOSECONDS.toMillis(left) : 0,
        current.shares().entrySet().stream()
            .map(share -> view(share.getKey(), share.getValue(), known.get(share.getKey()), now))
            .sorted(Comparator.comparing(QuotaView.ShareView::wantedPerSecond).reversed())
            .toList());
  }

  private QuotaView.ShareView view(
      CounterKey key, CounterShare share, @Nullable Slot slot, long now) {
    return slot == null
        ? new QuotaView.ShareView("", key, share.whole(), grants.partAt(share, standing, now), 0, 0)
        : new QuotaView.ShareView(
            slot.limit,
            key,
            share.whole(),
            slot.part(standing, now),
            Parts.used(slot.whole, slot.counter, now),
            slot.wanted / 1_000.0);
  }
}
