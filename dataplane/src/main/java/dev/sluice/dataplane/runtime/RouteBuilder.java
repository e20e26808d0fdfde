package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Providers;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.chain.RouteChain;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.observe.RouteMeters;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.matching.NetworkSet;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One route to its chains, with what outlives snapshots. */
final class RouteBuilder {
  private final Upstreams upstreams;
  private final Providers providers;
  private final RouteMeters meters;
  private final AccessDecisions decisions;
  private final CookieKey cookieKey;
  private final Bodies bodies;

  RouteBuilder(
      Upstreams upstreams,
      Providers providers,
      RouteMeters meters,
      AccessDecisions decisions,
      CookieKey cookieKey,
      Bodies bodies) {
    this.upstreams = upstreams;
    this.providers = providers;
    this.meters = meters;
    this.decisions = decisions;
    this.cookieKey = cookieKey;
    this.bodies = bodies;
  }

  /**
   * @param before the route as it was built last; the very one if it is still good
   * @throws IllegalArgumentException if the route cannot be served; says why
   */
  BuiltRoute build(RouteSection section, @Nullable BuiltRoute before, RouteParts parts) {
    if (before != null && before.isStill(section, parts, upstreams, providers)) {
      return before;
    }
    LimitPolicies.Some limits = parts.limits().touching(section);
    Map<ObjectKey, Upstream> used = used(section, parts.backends());
    List<Provider> asked = new ArrayList<>();
    Map<FeedUse, Optional<NetworkSet>> networks = new HashMap<>();
    Map<ObjectKey, Optional<CompiledSchema>> judges = new HashMap<>();
    RouteChain.Parts chain =
        new RouteChain.Parts(
            key -> Objects.requireNonNull(used.get(key)),
            name -> {
              Provider provider = providers.provider(name);
              asked.add(provider);
              return provider;
            },
            parts.grants(),
            use -> networks.computeIfAbsent(use, parts.feeds()::set),
            key -> judges.computeIfAbsent(key, parts.schemas()::get),
            bodies,
            upstreams.pauses(),
            cookieKey,
            rule -> parts.limits().of(limits, section, rule));
    List<RuleEntry> entries = new ArrayList<>();
    for (RouteRule rule : section.rules()) {
      RouteMeter meter = meters.meter(section.route(), rule.name());
      RoutedRule routed = new RoutedRule(section.route(), rule.name(), meter, decisions);
      entries.add(RouteChain.build(section, rule, routed, chain));
    }
    return new BuiltRoute(
        section, entries, used, List.copyOf(asked), parts.grants(), networks, judges, limits);
  }

  private Map<ObjectKey, Upstream> used(RouteSection section, Set<ObjectKey> backends) {
    Map<ObjectKey, Upstream> used = new HashMap<>();
    for (RouteRule rule : section.rules()) {
      rule.targets()
          .forEach(
              target -> {
                if (target instanceof Target.Backend(ObjectKey backend)) {
                  used.put(backend, upstream(backend, backends));
                }
              });
    }
    return used;
  }

  private Upstream upstream(ObjectKey backend, Set<ObjectKey> backends) {
    Upstream upstream = backends.contains(backend) ? upstreams.get(backend) : null;
    if (upstream == null) {
      throw new IllegalArgumentException(missing(backend));
    }
    return upstream;
  }

  static String missing(ObjectKey backend) {
    return "the snapshot has no backend " + backend;
  }
}
