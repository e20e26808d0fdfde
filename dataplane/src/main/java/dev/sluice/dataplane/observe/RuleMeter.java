package dev.sluice.dataplane.observe;

import dev.sluice.dataplane.exchange.AccessDecision;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.reply.FailureKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one rule. A request takes no lock and allocates nothing here, but for the first
 * one that ends in a way that the rule has not seen.
 */
final class RuleMeter implements RouteMeter {
  /** Upper bounds in seconds; one more bucket has none. */
  static final double[] BOUNDS = {
    .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60
  };

  private static final long[] BOUND_NANOS = nanos(BOUNDS);

  /** Namespace and name of the route, name of the rule: all empty for requests without a route. */
  private final List<String> labels;

  private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder deprecated = new LongAdder();
  private volatile Ending[] endings = {};

  /** By outcome and reason; few rules have any, and each has few. */
  private final ConcurrentHashMap<Verdict, LongAdder> verdicts = new ConcurrentHashMap<>();

  /** How often requests ended in one way. */
  record Ending(int status, @Nullable FailureKind failure, LongAdder count) {}

  /** One way in which it was decided who may pass. */
  record Verdict(AccessDecision.Outcome outcome, @Nullable FailureKind reason) {
    private static final Verdict PASSED = new Verdict(AccessDecision.Outcome.PASSED, null);

    static Verdict of(AccessDecision decision) {
      return decision == AccessDecision.PASSED
          ? PASSED
          : new Verdict(decision.outcome(), decision.reason().orElse(null));
    }
  }

  RuleMeter(String namespace, String route, String rule) {
    labels = List.of(namespace, route, rule);
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  @Override
  public void ended(int status, @Nullable FailureKind failure, long took, long in, long out) {
    // The ending comes first and is read last, so that a scrape never sees a mean over nothing.
    ending(status, failure).increment();
    buckets[bucket(took)].increment();
    nanos.add(took);
    if (in != 0) {
      bytesIn.add(in);
    }
    if (out != 0) {
      bytesOut.add(out);
    }
  }

  @Override
  public void decided(AccessDecision decision) {
    Verdict verdict = Verdict.of(decision);
    LongAdder known = verdicts.get(verdict);
    (known == null ? verdicts.computeIfAbsent(verdict, first -> new LongAdder()) : known)
        .increment();
  }

  @Override
  public void deprecated() {
    deprecated.increment();
  }

  private LongAdder ending(int status, @Nullable FailureKind failure) {
    LongAdder known = find(endings, status, failure);
    return known == null ? firstEnding(status, failure) : known;
  }

  /** A rule has a handful of endings: walking them is cheaper than hashing, and boxes nothing. */
  private static @Nullable LongAdder find(
      Ending[] among, int status, @Nullable FailureKind failure) {
    for (Ending ending : among) {
      if (ending.status == status && ending.failure == failure) {
        return ending.count;
      }
    }
    return null;
  }

  private synchronized LongAdder firstEnding(int status, @Nullable FailureKind failure) {
    Ending[] old = endings;
    LongAdder known = find(old, status, failure);
    if (known != null) {
      return known;
    }
    LongAdder count = new LongAdder();
    Ending[] more = Arrays.copyOf(old, old.length + 1);
    more[old.length] = new Ending(status, failure, count);
    endings = more;
    return count;
  }

  private static int bucket(long took) {
    int i = 0;
    while (i < BOUND_NANOS.length && took > BOUND_NANOS[i]) {
      i++;
    }
    return i;
  }

  private static long[] nanos(double[] seconds) {
    long[] nanos = new long[seconds.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = Math.round(seconds[i] * 1e9);
    }
    return nanos;
  }

  List<String> labels() {
    return labels;
  }

  Map<Verdict, LongAdder> verdicts() {
    return verdicts;
  }

  List<Ending> endings() {
    return List.of(endings);
  }

  /** Requests in each bucket alone, not summed up. */
  long[] counts() {
    long[] counts = new long[buckets.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buckets[i].sum();
    }
    return counts;
  }

  double seconds() {
    return nanos.sum() / 1e9;
  }

  long bytesIn() {
    return bytesIn.sum();
  }

  long bytesOut() {
    return bytesOut.sum();
  }

  /** How many requests used the rule while it was deprecated. */
  long deprecations() {
    return deprecated.sum();
  }
}
