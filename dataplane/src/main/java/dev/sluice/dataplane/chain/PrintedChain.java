package dev.sluice.dataplane.chain;

import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.auth.provider.UnavailableProvider;
import dev.sluice.dataplane.body.Schemas;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.limit.state.LimitStates;
import dev.sluice.dataplane.limit.store.CounterStores;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.NetworkFeeds;
import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain of a rule for people, without serving: built as for traffic, by {@link RouteChain}, so
 * that what is printed is what happens.
 */
public final class PrintedChain {
  private PrintedChain() {}

  /**
   * What happens to a request, outermost first, each with its reason.
   *
   * @throws IllegalArgumentException if the rule cannot be built
   */
  public static List<String> of(Snapshot snapshot, RouteSection route, RouteRule rule) {
    Upstreams upstreams = new Upstreams();
    upstreams.prepare(snapshot.backends(), Secrets.of(snapshot.secrets()));
    List<Refusal> refusals = new ArrayList<>();
    LimitPolicies limits =
        new LimitPolicies(new LimitStates(), CounterStores.NONE)
            .with(snapshot.limits(), snapshot.gateway().identities(), refusals);
    RouteChain.Parts parts =
        new RouteChain.Parts(
            key -> known(upstreams, key),
            name -> new Provider(name, new UnavailableProvider("")),
            RoleGrants.NONE,
            NetworkFeeds.NONE.with(snapshot.feeds())::set,
            Schemas.NONE.with(snapshot.schemas())::get,
            new Bodies(),
            upstreams.pauses(),
            CookieKey.random(),
            limited -> limits.of(limits.touching(route), route, limited));
    return RouteChain.build(
            route,
            rule,
            new RoutedRule(route.route(), rule.name(), RouteMeter.NONE, AccessDecisions.NONE),
            parts)
        .steps();
  }

  private static Upstream known(Upstreams upstreams, ObjectKey key) {
    Upstream upstream = upstreams.get(key);
    if (upstream == null) {
      throw new IllegalArgumentException("the snapshot has no backend " + key);
    }
    return upstream;
  }
}
