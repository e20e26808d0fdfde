package dev.sluice.dataplane.limit;

import dev.sluice.dataplane.limit.count.Amount;
import dev.sluice.dataplane.limit.key.KeyBytes;
import dev.sluice.dataplane.limit.key.KeyMaker;
import dev.sluice.dataplane.limit.key.KeyPart;
import dev.sluice.dataplane.limit.state.LimitState;
import dev.sluice.dataplane.limit.state.TierDemands.TierWindow;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.snapshot.DecisionMode;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.LimitKeyPart;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.Allowance;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import dev.sluice.snapshot.RateLimit.TierSource;
import dev.sluice.snapshot.RateLimit.Tiers;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Set;

/** Applies limits to one rule. */
final class LimitBuilder {
  /** Of keys, so that a later form of them has nothing in common with this one. */
  private static final String DOMAIN = "sluice limit 1";

  private final RouteSection route;
  private final RouteRule rule;
  private final CounterStores stores;
  private final LimitNames names;
  private final Set<String> told;

  /**
   * @param names what answers call limits of the rule
   * @param told headers that requests have once it is known who asks
   */
  LimitBuilder(
      RouteSection route,
      RouteRule rule,
      CounterStores stores,
      LimitNames names,
      Set<String> told) {
    this.route = route;
    this.rule = rule;
    this.stores = stores;
    this.names = names;
    this.told = told;
  }

  List<AppliedLimit> build(LimitPolicy policy) {
    AppliedLimit.Refusals refusals =
        new AppliedLimit.Refusals(
            policy.section().mode() == DecisionMode.SHADOW,
            policy.section().statusCode(),
            policy.section().headers());
    return policy.limits().stream().map(limit -> build(policy, refusals, limit)).toList();
  }

  private AppliedLimit build(
      LimitPolicy policy, AppliedLimit.Refusals refusals, LimitPolicy.Ready ready) {
    RateLimit limit = ready.limit();
    ObjectKey name = policy.section().policy();
    String label = names.of(name, limit.name());
    List<KeyPart> parts = limit.key().stream().flatMap(part -> KeyPart.of(part).stream()).toList();
    boolean asksWho =
        parts.stream().anyMatch(KeyPart::needsIdentity)
            || limit.when().stream().anyMatch(LimitCondition::needsIdentity)
            || readsWhatIsTold(limit);
    return switch (limit.allowance()) {
      case Allowance.Concurrent(int most) ->
          new AppliedLimit(
              ready.state(),
              refusals,
              LimitFields.quota(label),
              ready.when(),
              asksWho,
              new Concurrency(
                  most,
                  made(ready, new KeyMaker(start(name, limit).kind(0), parts)),
                  LimitFields.policy(label, most)));
      case Allowance.Rate allowance -> {
        TierChoice tiers =
            TierChoice.of(
                allowance.tiers(),
                allowance.usual(),
                (tier, amount) -> tier(name, ready, allowance, label, parts, tier, amount));
        Rate rate =
            new Rate(
                allowance.algorithm(),
                tiers,
                allowance.requestCost(),
                allowance.responseCost().isEmpty()
                    ? null
                    : new HttpString(allowance.responseCost()));
        yield new AppliedLimit(
            ready.state(),
            refusals,
            LimitFields.quota(label),
            ready.when(),
            asksWho || tiers.needsIdentity(),
            kind(limit.store(), rate, ready.state()));
      }
    };
  }

  /** A client cannot send them, so they are not there until authentication has put them there. */
  private boolean readsWhatIsTold(RateLimit limit) {
    return limit.key().stream()
            .anyMatch(
                part -> part instanceof LimitKeyPart.Header(String name) && told.contains(name))
        || limit.when().stream()
            .flatMap(condition -> condition.headers().stream())
            .anyMatch(header -> told.contains(header.name()))
        || (limit.allowance() instanceof Allowance.Rate rate
            && rate.tiers() instanceof Tiers.ByValue tiers
            && tiers.by() == TierSource.HEADER
            && told.contains(tiers.name()));
  }

  private AppliedLimit.Kind kind(CounterStore where, Rate rate, LimitState state) {
    return switch (where) {
      case CounterStore.Local local -> rate;
      case CounterStore.Cluster cluster ->
          new ClusterRate(rate, stores.cluster(), state.id().toString());
      case CounterStore.Shared(boolean lease, OnFailure onFailure) ->
          new SharedRate(rate, stores.shared(), lease, onFailure);
    };
  }

  private static KeyMaker made(LimitPolicy.Ready ready, KeyMaker maker) {
    ready.state().madeBy(maker);
    return maker;
  }

  private Tier tier(
      ObjectKey policy,
      LimitPolicy.Ready ready,
      Allowance.Rate allowance,
      String label,
      List<KeyPart> parts,
      String name,
      RateLimit.Amount written) {
    Amount amount = Tier.amount(written, allowance.algorithm());
    long seconds = LimitFields.seconds(amount.nanos());
    KeyBytes start =
        start(policy, ready.limit())
            .kind(1)
            .text(allowance.algorithm().name())
            .number(amount.nanos())
            .text(name);
    boolean cost = allowance.requestCost() != 1 || !allowance.responseCost().isEmpty();
    return new Tier(
        amount,
        Long.toString(amount.most()),
        made(ready, new KeyMaker(start, parts)),
        LimitFields.policy(label, amount.most(), seconds, cost),
        ready.state().demands().of(new TierWindow(name, amount.nanos())));
  }

  /**
   * What all keys of a limit have in common. Not the amount: who has used 90 of 100 has used 90 of
   * 200 when that is changed.
   */
  private KeyBytes start(ObjectKey policy, RateLimit limit) {
    KeyBytes start =
        KeyBytes.empty()
            .text(DOMAIN)
            .text(policy.namespace())
            .text(policy.name())
            .text(limit.name());
    boolean ofRule = limit.key().contains(new LimitKeyPart.Rule());
    if (limit.perRoute() || ofRule) {
      start.kind(1).text(route.route().namespace()).text(route.route().name());
    } else {
      start.kind(0);
    }
    return ofRule ? start.kind(1).text(rule.name()) : start.kind(0);
  }
}
