package dev.sluice.dataplane.upstream.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The own zone's candidates as far as they reach, others for the rest.
 *
 * <p>How far they reach is reckoned as if every zone had equally many clients: with a third of the
 * capacity in one of three zones all stays at home, with a sixth of it half of the requests leave.
 * That keeps the others from carrying more than this one, without knowing of any other process.
 */
final class OwnZoneFirst<C extends Candidate> implements Choice<C> {
  private static final int WHOLE = 1 << 16;

  private final Choice<C> own;
  private final Choice<C> others;
  private final int share;
  private final ZoneCounter counter;

  /**
   * @param share of the requests that stay, 0 to 1
   */
  OwnZoneFirst(Choice<C> own, Choice<C> others, double share, ZoneCounter counter) {
    this.own = own;
    this.others = others;
    this.share = (int) Math.round(Math.min(1, share) * WHOLE);
    this.counter = counter;
  }

  @Override
  public C choose(Dice dice, long key) {
    if (stays(dice, key)) {
      counter.stayed();
      return own.choose(dice, key);
    }
    counter.left();
    return others.choose(dice, key);
  }

  @Override
  public @Nullable C choose(Dice dice, long key, Predicate<? super C> fit) {
    boolean stays = stays(dice, key);
    C chosen = (stays ? own : others).choose(dice, key, fit);
    return chosen == null ? (stays ? others : own).choose(dice, key, fit) : chosen;
  }

  /** A key leaves or stays for as long as the share is the same. */
  private boolean stays(Dice dice, long key) {
    return share == WHOLE
        || (key == NO_KEY ? dice.random(WHOLE) : (int) (StableHash.mix(key) >>> 48)) < share;
  }
}
