package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.auth.Providers;
import dev.sluice.dataplane.auth.authorization.RoleGrants;
import dev.sluice.dataplane.body.Schemas;
import dev.sluice.dataplane.body.judge.Bodies;
import dev.sluice.dataplane.chain.ServerChain;
import dev.sluice.dataplane.exchange.AccessDecisions;
import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.HttpsOnly;
import dev.sluice.dataplane.handler.NotConfigured;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.handler.WrongListener;
import dev.sluice.dataplane.handler.sanity.ListenerHosts;
import dev.sluice.dataplane.handler.sanity.OwnCookies;
import dev.sluice.dataplane.handler.sanity.RequestSanity;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.limit.LimitPolicies;
import dev.sluice.dataplane.observe.RouteMeters;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.NetworkFeeds;
import dev.sluice.dataplane.routing.Routing;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.tls.ServerTls;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.matching.AddressRules;
import dev.sluice.matching.RouteTable;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.HttpsRedirect;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
  private final Providers providers;
  private final RouteBuilder routes;
  private final BodyPace pace;
  private final BoundPorts ports;
  private Map<ObjectKey, BuiltRoute> built = Map.of();
  private RoleGrants grants = RoleGrants.NONE;
  private RouteTable table = RouteTable.of(List.of());
  private NetworkFeeds feeds = NetworkFeeds.NONE;
  private Schemas schemas = Schemas.NONE;
  private LimitPolicies limits;

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
    this.providers = providers;
    this.routes = new RouteBuilder(upstreams, providers, meters, decisions, cookieKey, bodies);
    this.pace = pace;
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
    addMissing(snapshot, backends, refusals);
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
    RouteParts parts = new RouteParts(backends, grants, feedsNow, schemasNow, limitsNow);
    Map<ObjectKey, BuiltRoute> next = new HashMap<>();
    Map<RouteRule, RuleEntry> entries = new IdentityHashMap<>();
    List<RuleEntry> rules = new ArrayList<>();
    for (RouteSection section : snapshot.routes()) {
      try {
        BuiltRoute route = routes.build(section, built.get(section.route()), parts);
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

  /** Backends that others name and the snapshot does not have. */
  private static void addMissing(
      Snapshot snapshot, Set<ObjectKey> backends, List<Refusal> refusals) {
    for (BackendSection section : snapshot.backends()) {
      for (ObjectKey other : section.handsOnTo()) {
        if (!backends.contains(other)) {
          refusals.add(new Refusal(section.key(), RouteBuilder.missing(other)));
        }
      }
    }
    for (IdentityProvider provider : snapshot.gateway().identities().providers()) {
      if (provider instanceof IdentityProvider.External external
          && !backends.contains(external.backend())) {
        refusals.add(
            new Refusal(snapshot.gateway().key(), RouteBuilder.missing(external.backend())));
      }
    }
  }

  /** Forgets what was counted for limits that the last snapshot does not have. */
  void tidy() {
    limits.keepOnlyThese();
  }
}
