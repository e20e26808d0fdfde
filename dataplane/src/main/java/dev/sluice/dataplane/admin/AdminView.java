package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.auth.ProviderView;
import dev.sluice.dataplane.auth.revocation.RevocationView;
import dev.sluice.dataplane.limit.count.CounterMemory;
import dev.sluice.dataplane.limit.quota.QuotaView;
import dev.sluice.dataplane.limit.redis.CountersView;
import dev.sluice.dataplane.limit.state.LimitView;
import dev.sluice.dataplane.redis.RedisView;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.snapshot.RouteSection;
import java.util.List;
import java.util.Optional;

/** What the admin pages show. Called on the admin threads at any time; must not wait. */
public interface AdminView {
  Readiness readiness();

  /** Empty before the first snapshot. */
  Optional<InForce> inForce();

  ChainsInForce chains();

  /** Empty before the first snapshot. */
  List<RouteSection> routes();

  List<UpstreamView> backends();

  /** Ways to know clients, sorted by name. */
  List<ProviderView> providers();

  /** Limits of policies, in the order of their policies. */
  List<LimitView> limits();

  /** What counters of all of them take. */
  CounterMemory counterMemory();

  /** Limits that replicas share without a store. */
  QuotaView shares();

  /** The Redis that data planes share. */
  RedisView redis();

  /** Counters of limits that data planes share there, if there are any. */
  Optional<CountersView> counters();

  /** Tokens that were taken back, if any can be. */
  Optional<RevocationView> revocations();
}
