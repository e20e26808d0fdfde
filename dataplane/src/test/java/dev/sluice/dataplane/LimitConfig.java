package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.LimitTarget;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Algorithm;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.Amount;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RateLimitSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Policies and their limits, put together by hand. Each method gives another. */
public record LimitConfig(
    String name,
    List<LimitTarget> targets,
    DecisionMode mode,
    int status,
    boolean headers,
    List<RateLimit> limits) {
  /** Longer than any test, so that nothing comes back while one counts. */
  public static final long LONG = 3_600_000;

  public static LimitConfig of(String name, LimitTarget... targets) {
    return new LimitConfig(name, List.of(targets), DecisionMode.ENFORCE, 429, true, List.of());
  }

  public static LimitTarget route(String name) {
    return new LimitTarget.Route(key(name));
  }

  public LimitConfig with(RateLimit... added) {
    List<RateLimit> all = new ArrayList<>(limits);
    all.addAll(List.of(added));
    return new LimitConfig(name, targets, mode, status, headers, all);
  }

  public LimitConfig shadow() {
    return new LimitConfig(name, targets, DecisionMode.SHADOW, status, headers, limits);
  }

  public LimitConfig status(int value) {
    return new LimitConfig(name, targets, mode, value, headers, limits);
  }

  public LimitConfig hidden() {
    return new LimitConfig(name, targets, mode, status, false, limits);
  }

  public RateLimitSection section() {
    return new RateLimitSection(key(name), targets, mode, status, headers, limits);
  }

  /** So many in a sliding window of an hour. */
  public static RateLimit limit(String name, long requests, LimitKeyPart... key) {
    return rate(name, new Amount(requests, LONG, 0), key);
  }

  public static RateLimit rate(String name, Amount amount, LimitKeyPart... key) {
    return rate(name, Algorithm.SLIDING_WINDOW, amount, 1, "", key);
  }

  public static RateLimit bucket(String name, Amount amount, LimitKeyPart... key) {
    return rate(name, Algorithm.TOKEN_BUCKET, amount, 1, "", key);
  }

  public static RateLimit rate(
      String name,
      Algorithm algorithm,
      Amount amount,
      long cost,
      String responseCost,
      LimitKeyPart... key) {
    return new RateLimit(
        name,
        List.of(),
        List.of(key),
        new Allowance.Rate(algorithm, amount, Tiers.NONE, cost, responseCost),
        false,
        new CounterStore.Local());
  }

  public static RateLimit atATime(String name, int most, LimitKeyPart... key) {
    return new RateLimit(
        name,
        List.of(),
        List.of(key),
        new Allowance.Concurrent(most),
        false,
        new CounterStore.Local());
  }

  public static RateLimit when(RateLimit limit, LimitCondition... conditions) {
    return new RateLimit(
        limit.name(),
        List.of(conditions),
        limit.key(),
        limit.allowance(),
        limit.perRoute(),
        limit.store());
  }

  public static RateLimit perRoute(RateLimit limit) {
    return new RateLimit(
        limit.name(), limit.when(), limit.key(), limit.allowance(), true, limit.store());
  }

  public static RateLimit in(CounterStore store, RateLimit limit) {
    return new RateLimit(
        limit.name(), limit.when(), limit.key(), limit.allowance(), limit.perRoute(), store);
  }

  public static RateLimit tiers(
      RateLimit limit, TierSource by, String of, Map<String, Long> requests) {
    Allowance.Rate rate = (Allowance.Rate) limit.allowance();
    Map<String, Amount> amounts = new TreeMap<>();
    requests.forEach((tier, count) -> amounts.put(tier, new Amount(count, LONG, 0)));
    return new RateLimit(
        limit.name(),
        limit.when(),
        limit.key(),
        new Allowance.Rate(
            rate.algorithm(),
            rate.usual(),
            new Tiers.ByValue(by, of, new TreeMap<>(amounts)),
            rate.requestCost(),
            rate.responseCost()),
        limit.perRoute(),
        limit.store());
  }

  public static LimitKeyPart client() {
    return new LimitKeyPart.ClientNetwork(32, 64);
  }
}
