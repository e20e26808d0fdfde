package dev.sluice.operator.quota;

import dev.sluice.snapshot.EqualShare;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The replicas of a data plane, in the order of their names, which is that of their ranks. */
final class Roster {
  private static final int MOST = 1_000;

  private final SortedMap<String, Member> byName = new TreeMap<>();
  private final BitSet places = new BitSet();
  private List<Member> ordered = List.of();

  /** The one of that name, or null. */
  @Nullable Member get(String name) {
    return byName.get(name);
  }

  /** A new one; null if there are more than can be told. */
  @Nullable Member join(String name, long origin, long now) {
    if (byName.size() >= MOST) {
      return null;
    }
    Member member = new Member(places.nextClearBit(0), origin, now);
    places.set(member.place());
    byName.put(name, member);
    order();
    return member;
  }

  /** Returns those that go. */
  List<Member> leave(Predicate<Member> who) {
    List<Member> gone = new ArrayList<>();
    for (Member member : ordered) {
      if (who.test(member)) {
        gone.add(member);
        places.clear(member.place());
      }
    }
    if (!gone.isEmpty()) {
      byName.values().removeAll(gone);
      order();
    }
    return gone;
  }

  private void order() {
    ordered = List.copyOf(byName.values());
    for (int rank = 0; rank < ordered.size(); rank++) {
      ordered.get(rank).equal(new EqualShare(ordered.size(), rank));
    }
  }

  List<Member> ordered() {
    return ordered;
  }

  int size() {
    return ordered.size();
  }
}
