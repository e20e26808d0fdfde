package dev.sluice.snapshot;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of the cluster's history a state contains. Travels beside the state, outside its hash.
 *
 * <p>A state may replace another only if it {@linkplain #mayReplace may}: its leader term is not
 * older and, for every kind of resource, it has seen at least as much. See {@code
 * docs/decisions/older-never-replaces-newer.md}.
 *
 * @param epoch raised by hand after the cluster's store was restored from a backup, when history
 *     itself went back; beats everything below
 * @param term transitions of the leader lease when the state was compiled
 * @param seen for each kind (plural name) the resource version up to which the sender had seen it
 */
public record Position(long epoch, long term, SortedMap<String, Long> seen) {
  public static final Position START = new Position(0, 0, Collections.emptySortedMap());

  public Position {
    seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
  }

  public Position(long epoch, long term, Map<String, Long> seen) {
    this(epoch, term, new TreeMap<>(seen));
  }

  /** Whether a state at this position may be applied over one at {@code applied}. */
  public boolean mayReplace(Position applied) {
    if (epoch != applied.epoch) {
      return epoch > applied.epoch;
    }
    return term >= applied.term
        && applied.seen.entrySet().stream()
            .allMatch(kind -> seen.getOrDefault(kind.getKey(), 0L) >= kind.getValue());
  }
}
