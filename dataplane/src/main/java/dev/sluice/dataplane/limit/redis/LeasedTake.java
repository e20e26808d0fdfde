package dev.sluice.dataplane.limit.redis;

import dev.sluice.dataplane.limit.store.Demand;
import dev.sluice.dataplane.limit.store.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what it can of what is here, and tells what has to be asked. If there is not enough of one,
 * all others get back what they gave.
 */
final class LeasedTake {
  private final List<Demand> demands;
  private final LongSupplier nanos;
  private final @Nullable Lease[] leases;
  private final @Nullable Tally[] here;
  private final List<Ask> asks = new ArrayList<>();
  private final int[] places;
  private final long asked;
  private boolean undone;

  private LeasedTake(List<Demand> demands, @Nullable Lease[] leases, LongSupplier nanos) {
    this.demands = demands;
    this.leases = leases;
    this.nanos = nanos;
    here = new @Nullable Tally[demands.size()];
    places = new int[demands.size()];
    asked = nanos.getAsLong();
    take(asked);
  }

  /**
   * @return null: none of them may be taken ahead
   */
  static @Nullable LeasedTake of(List<Demand> demands, Leases leases, LongSupplier nanos) {
    @Nullable Lease[] found = null;
    for (int i = 0; i < demands.size(); i++) {
      if (demands.get(i).lease()) {
        Lease lease = leases.of(demands.get(i));
        if (lease != null) {
          found = found == null ? new @Nullable Lease[demands.size()] : found;
          found[i] = lease;
        }
      }
    }
    return found == null ? null : new LeasedTake(demands, found, nanos);
  }

  private void take(long now) {
    boolean refused = false;
    for (int i = 0; i < leases.length; i++) {
      Lease lease = leases[i];
      if (lease != null) {
        Tally tally = lease.take(demands.get(i).cost(), demands.get(i).needed(), now);
        here[i] = tally;
        refused |= tally != null && !tally.enough() && demands.get(i).binding();
      }
    }
    for (int i = 0; i < leases.length; i++) {
      if (here[i] == null) {
        Demand demand = demands.get(i);
        places[asks.size()] = i;
        // Nothing is to be taken any more; but what is left is to be told.
        asks.add(refused && demand.binding() ? Ask.look(demand) : Ask.take(demand));
      }
    }
    if (refused) {
      undo();
    }
  }

  List<Ask> asks() {
    return asks;
  }

  /** If there is nothing to be asked. */
  List<Tally> tallies() {
    return tallies(List.of());
  }

  /**
   * @param told for what was asked
   */
  List<Tally> tallies(List<Told> told) {
    long now = nanos.getAsLong();
    boolean refused = false;
    for (int i = 0; i < told.size(); i++) {
      Told each = told.get(i);
      int place = places[i];
      Lease lease = leases[place];
      if (lease != null) {
        lease.heard(each, demands.get(place).needed(), asked, now);
      }
      here[place] = each.tally();
      refused |= !each.enough() && asks.get(i).binding();
    }
    if (refused) {
      undo();
    }
    List<Tally> all = new ArrayList<>(here.length);
    for (Tally tally : here) {
      if (tally != null) {
        all.add(tally);
      }
    }
    return all;
  }

  /** Gives back what binds and was taken here. */
  void undo() {
    if (undone) {
      return;
    }
    undone = true;
    boolean[] asked = new boolean[demands.size()];
    for (int i = 0; i < asks.size(); i++) {
      asked[places[i]] = true;
    }
    for (int i = 0; i < leases.length; i++) {
      Lease lease = leases[i];
      Tally tally = here[i];
      Demand demand = demands.get(i);
      if (lease != null && tally != null && tally.enough() && demand.binding() && !asked[i]) {
        lease.putBack(demand.cost());
        here[i] =
            new Tally(
                true,
                tally.left() + demand.cost(),
                0,
                tally.nanosUntilFull(),
                Tally.Receipt.NOTHING);
      }
    }
  }
}
