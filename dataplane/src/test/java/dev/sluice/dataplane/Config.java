package dev.sluice.dataplane;

import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.PlacedEndpoint;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.SharedStore;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.WeightedTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A configuration, put together by hand. Each method adds to it. */
public final class Config {
  private List<Listener> listeners = List.of(Listener.http("http", 0, false));
  private ClientAddress clientAddress = new ClientAddress.Peer();
  private DialRules dial = DialRules.LOCAL;
  private IdentityRules identities = IdentityRules.NONE;
  private SharedStore store = SharedStore.NONE;
  private final List<RouteSection> routes = new ArrayList<>();
  private final List<BackendSection> backends = new ArrayList<>();
  private final List<EndpointSet> endpoints = new ArrayList<>();
  private final List<SecretSection> secrets = new ArrayList<>();
  private final List<NetworkFeed> feeds = new ArrayList<>();
  private final List<JsonSchema> schemas = new ArrayList<>();
  private final List<RateLimitSection> limits = new ArrayList<>();

  public static ObjectKey key(String name) {
    return new ObjectKey("test", name);
  }

  public Config listeners(Listener... value) {
    listeners = List.of(value);
    return this;
  }

  public Config secret(SecretSection... added) {
    secrets.addAll(List.of(added));
    return this;
  }

  public Config feed(NetworkFeed added) {
    feeds.add(added);
    return this;
  }

  public Config schema(String name, String text) {
    schemas.add(new JsonSchema(NetworkFeed.key(new ObjectKey("shop", name), "schema.json"), text));
    return this;
  }

  public Config limit(RateLimitSection... added) {
    limits.addAll(List.of(added));
    return this;
  }

  public Config clientAddress(ClientAddress value) {
    clientAddress = value;
    return this;
  }

  public Config dial(DialRules value) {
    dial = value;
    return this;
  }

  public Config store(SharedStore value) {
    store = value;
    return this;
  }

  public Config identities(IdentityRules value) {
    identities = value;
    return this;
  }

  public Config backend(String name, Endpoint... at) {
    return backend(name, ConnectionPolicy.DEFAULT, at);
  }

  public Config backend(String name, ConnectionPolicy policy, Endpoint... at) {
    backends.add(BackendSection.of(key(name), policy));
    endpoints.add(EndpointSet.of(key(name), List.of(at)));
    return this;
  }

  /** A backend of the namespace {@code test} with policies of its own. */
  public Config backend(BackendSection section, Endpoint... at) {
    return backend(section, List.of(at).stream().map(PlacedEndpoint::of).toList());
  }

  /** The same with endpoints of which more is known than their address. */
  public Config backend(BackendSection section, List<PlacedEndpoint> at) {
    backends.add(section);
    endpoints.add(new EndpointSet(section.backend(), at));
    return this;
  }

  public Config route(RouteSection route) {
    routes.add(route);
    return this;
  }

  /** All hosts, all methods, everything below the path. */
  public Config forward(String route, String prefix, String backend) {
    return route(route, rule(prefix, to(backend)));
  }

  public Config respond(String route, String prefix, int status, String body) {
    return route(
        route,
        rule(prefix, new RouteAction.Respond(status, body.isEmpty() ? "" : "text/plain", body)));
  }

  public Config route(String name, RouteRule... rules) {
    return route(new RouteSection(key(name), 1, 0, List.of(new HostPattern.Any()), List.of(rules)));
  }

  public static RouteAction to(String... backends) {
    List<WeightedTarget> targets = new ArrayList<>();
    for (String backend : backends) {
      targets.add(new WeightedTarget(new Target.Backend(key(backend)), 1));
    }
    return new RouteAction.Forward(targets);
  }

  public static RouteRule rule(String prefix, RouteAction action) {
    return rule(prefix, new MethodMatch.Any(), HeaderEdits.NONE, action);
  }

  public static RouteRule rule(String prefix, RouteAction action, RouteFilter... filters) {
    RouteRule plain = rule(prefix, action);
    return new RouteRule(plain.name(), plain.matches(), List.of(filters), action, plain.policies());
  }

  /** The same rule for these clients. */
  public static RouteRule under(AccessPolicies access, RouteRule rule) {
    return new RouteRule(
        rule.name(), rule.matches(), rule.filters(), rule.action(), rule.policies().with(access));
  }

  public static RouteRule rule(
      String prefix, MethodMatch method, HeaderEdits edits, RouteAction action) {
    return new RouteRule(
        "rule" + prefix.replace('/', '-'),
        List.of(RouteMatch.of(new PathMatch.Prefix(prefix), method)),
        edits.isEmpty() ? List.of() : List.of(new RouteFilter.EditRequestHeaders(edits)),
        action,
        RoutePolicies.of(RouteTimeouts.ofRequest(Timeout.after(Duration.ofSeconds(20)))));
  }

  public EncodedSnapshot snapshot() {
    return SnapshotCodec.encode(
        new Snapshot(
            GatewaySection.of(key("plane"), listeners, clientAddress)
                .with(dial)
                .with(identities)
                .with(store),
            routes,
            backends,
            secrets,
            feeds,
            schemas,
            limits));
  }

  public List<EndpointSet> endpoints() {
    return List.copyOf(endpoints);
  }
}
