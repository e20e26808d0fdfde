package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.Providers;
import dev.sluice.dataplane.auth.Remaining;
import dev.sluice.dataplane.auth.basic.PasswordFigures;
import dev.sluice.dataplane.auth.jwt.keys.KeptKeys;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.body.judge.BodyFigures;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.limit.LimitsInForce;
import dev.sluice.dataplane.limit.quota.Quotas;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.redis.SharedRedis;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.upstream.AskedUpstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.StoreState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What outlives snapshots, besides the backends: providers of identities with their keys and
 * sessions, connections to Redis, counters of limits. It belongs to a name, and a change to
 * something else does not reset it.
 *
 * <p>Changed by the one thread that applies snapshots: {@link #prepare} says what cannot be used
 * and changes nothing, {@link #apply} puts in force what was prepared last. Read by any thread.
 */
public final class LastingState {
  /** So long the first snapshot waits for the list of tokens that were taken back. */
  private static final Duration REVOCATIONS = Duration.ofSeconds(3);

  private final SharedRedis redis;
  private final SharedLimits sharedLimits;
  private final Providers providers;
  private final Bodies bodies = new Bodies();
  private final LimitStates limits = new LimitStates();
  private final Quotas quotas = new Quotas();
  private final CounterStores stores;
  private final LimitsInForce limitsInForce;

  LastingState(Upstreams upstreams, CookieKey cookieKey, KeptKeys keys) {
    redis = new SharedRedis(upstreams::dialPolicy);
    sharedLimits = new SharedLimits(upstreams::dialPolicy, quotas);
    stores = CounterStores.NONE.withShared(sharedLimits.counters()).withCluster(quotas);
    limitsInForce = new LimitsInForce(limits, stores);
    providers =
        new Providers(
            upstreams::dialPolicy,
            keys,
            cookieKey.derive("sessions"),
            redis,
            backend -> Optional.ofNullable(upstreams.get(backend)).map(AskedUpstream::new));
  }

  List<Refusal> prepare(Snapshot snapshot, Secrets secrets) {
    List<Refusal> unusable = new ArrayList<>();
    try {
      redis.prepare(snapshot.gateway().store(), secrets);
      sharedLimits.prepare(snapshot, secrets);
    } catch (IllegalArgumentException e) {
      unusable.add(new Refusal(snapshot.gateway().key(), "spec.redis: " + e.getMessage()));
    }
    unusable.addAll(providers.prepare(snapshot.gateway(), secrets));
    return unusable;
  }

  /** Waits for what is new, and not for long. */
  void apply() {
    redis.apply();
    sharedLimits.apply();
    providers.applyRevocations(REVOCATIONS);
    providers.apply();
  }

  /**
   * Credentials that are not among these are worth nothing from now on.
   *
   * @return names of the providers that have fewer now
   */
  List<String> withdraw(Remaining remaining) {
    return providers.withdraw(remaining);
  }

  void close() {
    providers.close();
    bodies.close();
    sharedLimits.close();
    redis.close();
  }

  Providers identities() {
    return providers;
  }

  Bodies judges() {
    return bodies;
  }

  LimitPolicies policies() {
    return new LimitPolicies(limits, stores);
  }

  /** This replica's shares of limits. All of them, until somebody tells it of other replicas. */
  public Quotas quotas() {
    return quotas;
  }

  /** Ways to know clients, by name. */
  public List<ProviderView> providers() {
    return providers.views();
  }

  /** How comparing the passwords of clients goes. */
  public PasswordFigures passwords() {
    return providers.passwords();
  }

  /** How it stands with tokens that were taken back, if any can be. */
  public Optional<RevocationView> revocations() {
    return providers.revocations();
  }

  /** How it stands with the Redis that data planes share. */
  public RedisView redis() {
    return redis.view();
  }

  /** How it stands with counters that data planes share there, if there are any. */
  public Optional<CountersView> counters() {
    return sharedLimits.view();
  }

  /** Whether the store of those answers. */
  public StoreState store() {
    return sharedLimits.state();
  }

  /** How judging bodies by schemas goes. */
  public BodyFigures bodies() {
    return bodies.figures();
  }

  /** All limits of policies, and what is counted for them. */
  public LimitStates limits() {
    return limits;
  }

  /** What the admin port may see of them, and change. */
  public LimitsInForce limitsInForce() {
    return limitsInForce;
  }
}
