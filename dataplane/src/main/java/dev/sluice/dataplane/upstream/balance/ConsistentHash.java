package dev.sluice.dataplane.upstream.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Equal keys go to the same one, as long as it has not far more than its share of the requests
 * under way: then to the one that follows on the ring ("consistent hashing with bounded loads"). A
 * request without a key goes by {@link LeastRequest}.
 */
final class ConsistentHash<C extends Candidate> implements Choice<C> {
  /** So much of the average load is a candidate's share at most. */
  private static final double BOUND = 1.25;

  /** With so few requests under way nobody is overloaded, and keys stay where they are. */
  private static final int FREE = 8;

  private final Ring ring;
  private final @Nullable C[] members;

  /** The loads of all are added up only when somebody is busy enough to ask. */
  private static final long UNKNOWN = -1;

  private final Group<C> group;
  private final Choice<C> keyless;
  private final long weight;

  /**
   * @param ring of indices of members
   * @param members of the whole ring; those that are not to be chosen are null
   * @param group of the others
   */
  ConsistentHash(Ring ring, @Nullable C[] members, Group<C> group) {
    this.ring = ring;
    this.members = members;
    this.group = group;
    this.keyless = new TwoChoices<>(group, new LeastRequest<>());
    long sum = 0;
    for (int i = 0; i < group.size(); i++) {
      sum += group.weight(i);
    }
    weight = sum;
  }

  @Override
  public C choose(Dice dice, long key) {
    if (key == NO_KEY) {
      return keyless.choose(dice, key);
    }
    long under = UNKNOWN;
    int place = ring.place(key);
    C first = null;
    for (int i = 0; i < ring.size(); i++) {
      C member = members[ring.owner(place)];
      if (member != null) {
        if (member.load() < FREE) {
          return member;
        }
        under = under == UNKNOWN ? underWay() : under;
        if (!overloaded(member, under)) {
          return member;
        }
        first = first == null ? member : first;
      }
      place = place + 1 == ring.size() ? 0 : place + 1;
    }
    // Loads moved while they were read: nobody can be above the average of all.
    return first == null ? group.member(0) : first;
  }

  @Override
  public @Nullable C choose(Dice dice, long key, Predicate<? super C> fit) {
    if (key == NO_KEY) {
      return keyless.choose(dice, key, fit);
    }
    boolean[] asked = new boolean[members.length];
    long under = UNKNOWN;
    int place = ring.place(key);
    C first = null;
    for (int i = 0; i < ring.size(); i++) {
      int owner = ring.owner(place);
      C member = members[owner];
      if (member != null && !asked[owner] && fit.test(member)) {
        if (member.load() < FREE) {
          return member;
        }
        under = under == UNKNOWN ? underWay() : under;
        if (!overloaded(member, under)) {
          return member;
        }
        first = first == null ? member : first;
      }
      asked[owner] = true;
      place = place + 1 == ring.size() ? 0 : place + 1;
    }
    return first;
  }

  private long underWay() {
    long sum = 0;
    for (int i = 0; i < group.size(); i++) {
      sum += group.member(i).load();
    }
    return sum;
  }

  /** Whether one request more would be too much. */
  private boolean overloaded(C member, long under) {
    int load = member.load();
    return load >= FREE
        && load >= Math.ceil(BOUND * (under + 1) * Math.max(1, member.weight()) / weight);
  }
}
