package dev.sluice.dataplane.upstream.balance;

import dev.sluice.snapshot.BalancingAlgorithm;
import dev.sluice.snapshot.LoadBalancer;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ZonePreference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the choices of one backend, and remembers what goes on from one to the next. What it makes
 * may be used by any thread, itself by one at a time.
 */
public final class Balancer<C extends Candidate> {
  private final String zone;
  private final LongSupplier clock;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger turnOfOwnZone = new AtomicInteger();
  private final ZoneCounter zones = new ZoneCounter();
  private String[] namesOnRing = new String[0];
  private int[] weightsOnRing = new int[0];
  private @Nullable Ring ring;

  /**
   * @param zone that this process runs in; empty if that is not known
   * @param clock as {@link System#nanoTime}
   */
  public Balancer(String zone, LongSupplier clock) {
    this.zone = zone;
    this.clock = clock;
  }

  public ZoneCounter zones() {
    return zones;
  }

  /**
   * @param all that there are: they have their places on a ring, fit or not
   * @param fit those of them among which is chosen, not empty; not to be changed any more
   */
  public Choice<C> choice(LoadBalancer policy, C[] all, C[] fit) {
    Choice<C> choice = byZone(policy, all, fit);
    return policy.slowStart() instanceof Timeout.After(long millis)
        ? SlowStart.of(choice, fit, millis * 1_000_000, clock)
        : choice;
  }

  private Choice<C> byZone(LoadBalancer policy, C[] all, C[] fit) {
    if (policy.zones() instanceof ZonePreference.OwnZoneFirst(int least) && !zone.isEmpty()) {
      C[] own = those(fit, each -> each.zone().equals(zone));
      if (own.length >= least && own.length > 0 && own.length < fit.length) {
        C[] others = those(fit, each -> !each.zone().equals(zone));
        double share = (double) weight(own) / weight(fit) * countZones(all);
        return new OwnZoneFirst<>(
            among(policy.algorithm(), all, own, turnOfOwnZone),
            among(policy.algorithm(), all, others, turn),
            share,
            zones);
      }
    }
    return among(policy.algorithm(), all, fit, turn);
  }

  private Choice<C> among(BalancingAlgorithm algorithm, C[] all, C[] fit, AtomicInteger turns) {
    Group<C> group = new Group<>(fit);
    return switch (algorithm) {
      case BalancingAlgorithm.LeastRequest() -> new TwoChoices<>(group, new LeastRequest<>());
      case BalancingAlgorithm.PeakEwma() -> new TwoChoices<>(group, new PeakEwma<>(clock));
      case BalancingAlgorithm.Random() -> new RandomChoice<>(group);
      case BalancingAlgorithm.RoundRobin() -> new RoundRobin<>(group, turns);
      case BalancingAlgorithm.ConsistentHash hash ->
          new ConsistentHash<>(ring(all), onlyThose(all, fit), group);
    };
  }

  /**
   * Health changes nothing of it, so that it is made anew only when endpoints or weights change.
   */
  private Ring ring(C[] all) {
    String[] names = Arrays.stream(all).map(Candidate::name).toArray(String[]::new);
    int[] weights = Arrays.stream(all).mapToInt(each -> Math.max(1, each.weight())).toArray();
    Ring known = ring;
    if (known == null
        || !Arrays.equals(names, namesOnRing)
        || !Arrays.equals(weights, weightsOnRing)) {
      known = Ring.of(names, weights);
      ring = known;
      namesOnRing = names;
      weightsOnRing = weights;
    }
    return known;
  }

  /** The others are null. */
  private static <C> @Nullable C[] onlyThose(C[] all, C[] fit) {
    @Nullable C[] only = Arrays.copyOf(all, all.length);
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      // In the same order.
      if (next < fit.length && all[i] == fit[next]) {
        next++;
      } else {
        only[i] = null;
      }
    }
    return only;
  }

  private static <C> C[] those(C[] members, Predicate<C> wanted) {
    C[] found = Arrays.copyOf(members, members.length);
    int count = 0;
    for (C member : members) {
      if (wanted.test(member)) {
        found[count++] = member;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static <C extends Candidate> long weight(C[] members) {
    return Arrays.stream(members).mapToLong(each -> Math.max(1, each.weight())).sum();
  }

  private static <C extends Candidate> long countZones(C[] members) {
    return Arrays.stream(members)
        .map(Candidate::zone)
        .filter(each -> !each.isEmpty())
        .distinct()
        .count();
  }
}
