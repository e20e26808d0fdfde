package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Providers;
import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.auth.provider.Provider;
import dev.sluice.dataplane.body.Schemas;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.chain.RouteChain;
import dev.sluice.dataplane.chain.ServerChain;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.RouteMeter;
import dev.sluice.dataplane.exchange.RoutedRule;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.HttpsOnly;
import dev.sluice.dataplane.handler.ListenerHosts;
import dev.sluice.dataplane.handler.NotConfigured;
import dev.sluice.dataplane.handler.OwnCookies;
import dev.sluice.dataplane.handler.RequestSanity;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.handler.WrongListener;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.observe.ExchangeObserver;
import dev.sluice.dataplane.observe.RouteMeters;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.NetworkFeeds;
import dev.sluice.dataplane.routing.Routing;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.matching.AddressRules;
import dev.sluice.matching.NetworkSet;
import dev.sluice.matching.RouteTable;
import dev.sluice.schema.CompiledSchema;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.FeedUse;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.Target;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Snapshot to runtime. All that can fail fails here, and then nothing has changed. Routes whose
 * section is the very one of the last build keep their chains, so a change costs what it changes.
 *
 * <p>Used by the one thread that applies snapshots.
 */
final class RuntimeBuilder {
  private final List<ExchangeObserver> observers;
  private final Upstreams upstreams;
  private final Providers providers;
  private final RouteMeters meters;
  private final AccessDecisions decisions;
  private final BodyPace pace;
  private final CookieKey cookieKey;
  private final Bodies bodies;
  private final BoundPorts ports;
  private Map<ObjectKey, BuiltRoute> built = Map.of();
  private RoleGrants grants = RoleGrants.NONE;
  private RouteTable table = RouteTable.of(List.of());
  private NetworkFeeds feeds = NetworkFeeds.NONE;
  private Schemas schemas = Schemas.NONE;
  private LimitPolicies limits;

  /**
   * @param upstreams what the chains hold on to: a backend that was removed and came back is
   *     another one
   * @param providers likewise
   * @param grants what its rules were made ready with
   * @param feeds likewise
   * @param schemas likewise
   * @param limits that it was made with
   */
  private record BuiltRoute(
      RouteSection section,
      List<RuleEntry> entries,
      Map<ObjectKey, Upstream> upstreams,
      List<Provider> providers,
      RoleGrants grants,
      Map<FeedUse, Optional<NetworkSet>> feeds,
      Map<ObjectKey, Optional<CompiledSchema>> schemas,
      LimitPolicies.Some limits) {}

  RuntimeBuilder(
      List<ExchangeObserver> observers,
      Upstreams upstreams,
      Providers providers,
      RouteMeters meters,
      AccessDecisions decisions,
      BodyPace pace,
      CookieKey cookieKey,
      Bodies bodies,
      LimitPolicies limits,
      BoundPorts ports) {
    this.observers = List.copyOf(observers);
    this.upstreams = upstreams;
    this.providers = providers;
    this.meters = meters;
    this.decisions = decisions;
    this.pace = pace;
    this.cookieKey = cookieKey;
    this.bodies = bodies;
    this.limits = limits;
    this.ports = ports;
  }

  /** Before the first snapshot: every request is told so. */
  GatewayRuntime empty() {
    return new GatewayRuntime(
        Optional.empty(),
        List.of(),
        Map.of(),
        ServerChain.build(
            observers,
            new TrustPolicy.Nobody(),
            IdentityNames.NONE,
            pace,
            List.of(),
            new NotConfigured()));
  }

  /**
   * @param snapshot decoded; a section that did not change since the last build is the same object
   * @param tls of the listeners that speak it, by name
   */
  BuildResult build(EncodedSnapshot encoded, Snapshot snapshot, Map<String, ServerTls> tls) {
    List<Refusal> refusals = new ArrayList<>();
    TrustPolicy trust = new TrustPolicy.Nobody();
    try {
      trust = TrustPolicy.of(snapshot.gateway().clientAddress());
      // Read for its own sake: the upstreams take them once nothing can fail any more.
      AddressRules.of(snapshot.gateway().dial());
    } catch (IllegalArgumentException e) {
      refusals.add(new Refusal(snapshot.gateway().key(), String.valueOf(e.getMessage())));
    }
    Set<ObjectKey> backends =
        snapshot.backends().stream().map(BackendSection::backend).collect(Collectors.toSet());
    for (BackendSection section : snapshot.backends()) {
      for (ObjectKey other : section.handsOnTo()) {
        if (!backends.contains(other)) {
          refusals.add(new Refusal(section.key(), missing(other)));
        }
      }
    }
    for (IdentityProvider provider : snapshot.gateway().identities().providers()) {
      if (provider instanceof IdentityProvider.External external
          && !backends.contains(external.backend())) {
        refusals.add(new Refusal(snapshot.gateway().key(), missing(external.backend())));
      }
    }
    RoleGrants asked = RoleGrants.of(snapshot.gateway().identities());
    if (!asked.isSameAs(grants)) {
      grants = asked;
    }
    NetworkFeeds feedsNow = feeds.with(snapshot.feeds());
    Schemas schemasNow = schemas;
    try {
      schemasNow = schemas.with(snapshot.schemas());
    } catch (IllegalArgumentException e) {
      refusals.add(new Refusal(snapshot.gateway().key(), String.valueOf(e.getMessage())));
    }
    LimitPolicies limitsNow =
        limits.with(snapshot.limits(), snapshot.gateway().identities(), refusals);
    Map<ObjectKey, BuiltRoute> next = new HashMap<>();
    Map<RouteRule, RuleEntry> entries = new IdentityHashMap<>();
    List<RuleEntry> rules = new ArrayList<>();
    for (RouteSection section : snapshot.routes()) {
      try {
        BuiltRoute route = route(section, backends, feedsNow, schemasNow, limitsNow);
        next.put(section.route(), route);
        for (int i = 0; i < section.rules().size(); i++) {
          entries.put(section.rules().get(i), route.entries().get(i));
        }
        rules.addAll(route.entries());
      } catch (IllegalArgumentException e) {
        refusals.add(new Refusal(section.key(), String.valueOf(e.getMessage())));
      }
    }
    if (!refusals.isEmpty()) {
      return new BuildResult.Refused(refusals);
    }
    try {
      table = table.with(snapshot.routes());
    } catch (IllegalArgumentException e) {
      return new BuildResult.Refused(
          List.of(new Refusal(snapshot.gateway().key(), String.valueOf(e.getMessage()))));
    }
    built = next;
    feeds = feedsNow;
    schemas = schemasNow;
    limits = limitsNow;
    IdentityNames identity = IdentityNames.of(snapshot.gateway().identities());
    HttpHandler routing =
        new RequestSanity(
            new OwnCookies(providers.ownCookies(snapshot.gateway().identities())),
            new Routing(table, entries));
    Map<ListenerId, HttpHandler> chains = new HashMap<>();
    for (Listener listener : snapshot.gateway().listeners()) {
      chains.put(
          ListenerId.of(listener),
          ServerChain.build(
              observers,
              trust,
              identity,
              pace,
              ListenerHosts.checks(listener, Optional.ofNullable(tls.get(listener.name()))),
              switch (listener.redirect()) {
                case HttpsRedirect.Off off -> routing;
                case HttpsRedirect.On(int port, String to, int status) ->
                    new HttpsOnly(status, () -> ports.of(to, port), routing);
              }));
    }
    return new BuildResult.Built(
        new GatewayRuntime(
            Optional.of(new GatewayRuntime.Configuration(encoded, snapshot)),
            rules,
            chains,
            ServerChain.build(observers, trust, identity, pace, List.of(), new WrongListener())));
  }

  /** Forgets what was counted for limits that the last snapshot does not have. */
  void tidy() {
    limits.keepOnlyThese();
  }

  private BuiltRoute route(
      RouteSection section,
      Set<ObjectKey> backends,
      NetworkFeeds feedsNow,
      Schemas schemasNow,
      LimitPolicies limitsNow) {
    BuiltRoute before = built.get(section.route());
    LimitPolicies.Some met = limitsNow.touching(section);
    if (before != null
        && before.section() == section
        && before.grants() == grants
        && before.limits().equals(met)
        && hasItsUpstreams(before, backends)
        && hasItsProviders(before)
        && hasItsFeeds(before, feedsNow)
        && hasItsSchemas(before, schemasNow)) {
      return before;
    }
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
    List<Provider> asked = new ArrayList<>();
    Map<FeedUse, Optional<NetworkSet>> networks = new HashMap<>();
    Map<ObjectKey, Optional<CompiledSchema>> judges = new HashMap<>();
    RouteChain.Parts parts =
        new RouteChain.Parts(
            key -> Objects.requireNonNull(used.get(key)),
            name -> {
              Provider provider = providers.provider(name);
              asked.add(provider);
              return provider;
            },
            grants,
            use -> networks.computeIfAbsent(use, feedsNow::set),
            key -> judges.computeIfAbsent(key, schemasNow::get),
            bodies,
            upstreams.pauses(),
            cookieKey,
            rule -> limitsNow.of(met, section, rule));
    List<RuleEntry> entries = new ArrayList<>();
    for (RouteRule rule : section.rules()) {
      RouteMeter meter = meters.meter(section.route(), rule.name());
      RoutedRule routed = new RoutedRule(section.route(), rule.name(), meter, decisions);
      entries.add(RouteChain.build(section, rule, routed, parts));
    }
    return new BuiltRoute(
        section, entries, used, List.copyOf(asked), grants, networks, judges, met);
  }

  private Upstream upstream(ObjectKey backend, Set<ObjectKey> backends) {
    Upstream upstream = backends.contains(backend) ? upstreams.get(backend) : null;
    if (upstream == null) {
      throw new IllegalArgumentException(missing(backend));
    }
    return upstream;
  }

  private static String missing(ObjectKey backend) {
    return "the snapshot has no backend " + backend;
  }

  private boolean hasItsUpstreams(BuiltRoute route, Set<ObjectKey> backends) {
    for (var used : route.upstreams().entrySet()) {
      if (!backends.contains(used.getKey()) || upstreams.get(used.getKey()) != used.getValue()) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasItsFeeds(BuiltRoute route, NetworkFeeds feedsNow) {
    for (var used : route.feeds().entrySet()) {
      if (feedsNow.set(used.getKey()).orElse(null) != used.getValue().orElse(null)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasItsSchemas(BuiltRoute route, Schemas schemasNow) {
    for (var used : route.schemas().entrySet()) {
      if (schemasNow.get(used.getKey()).orElse(null) != used.getValue().orElse(null)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasItsProviders(BuiltRoute route) {
    return route.providers().stream()
        .allMatch(provider -> providers.find(provider.name()).orElse(null) == provider);
  }
}
