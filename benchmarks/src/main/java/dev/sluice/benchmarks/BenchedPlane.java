package dev.sluice.benchmarks;

import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.DataplaneOptions;
import dev.sluice.dataplane.observe.log.LogTarget;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.Concurrency;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.HealthCheck;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryCondition;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.Timeout;
import dev.sluice.snapshot.ValuePart;
import dev.sluice.snapshot.WeightedTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A whole data plane with one backend and one route to it, which can be changed while it serves.
 * With policies it has every one that a backend can have in front of it, set so that none of them
 * strikes; without, it has those that nobody can do without.
 */
final class BenchedPlane {
  private static final ObjectKey BACKEND = new ObjectKey("bench", "backend");

  private static final CircuitBreaker BREAKER =
      new CircuitBreaker.On(
          50, 90, new Timeout.After(5_000), 100, 10_000, 20, 5_000, 10, BreakerFallback.REFUSE);

  private final Dataplane dataplane;
  private final boolean policies;
  private int changes;

  private BenchedPlane(Dataplane dataplane, boolean policies) {
    this.dataplane = dataplane;
    this.policies = policies;
  }

  /**
   * The one of {@link AccessPlane} in place of these.
   *
   * @param logged whether it writes an access log
   */
  static BenchedPlane access(boolean logged, int backendPort, Path directory, int issuerPort)
      throws IOException {
    BenchedPlane plane = new BenchedPlane(Dataplane.start(options(logged)), false);
    plane.apply(AccessPlane.snapshot(BACKEND, directory, issuerPort), List.of(backendPort));
    return plane;
  }

  /** The one of {@link RedisPlane} in place of these. */
  static BenchedPlane redis(int backendPort, int redisPort) throws IOException {
    BenchedPlane plane = new BenchedPlane(Dataplane.start(options(false)), false);
    plane.apply(RedisPlane.snapshot(BACKEND, redisPort), List.of(backendPort));
    return plane;
  }

  /** Likewise that of {@link LimitPlane}. */
  static BenchedPlane limits(
      boolean logged, int backendPort, Path directory, int issuerPort, int redisPort)
      throws IOException {
    BenchedPlane plane = new BenchedPlane(Dataplane.start(options(logged)), false);
    plane.apply(
        LimitPlane.snapshot(BACKEND, directory, issuerPort, redisPort), List.of(backendPort));
    return plane;
  }

  static BenchedPlane start(boolean policies, int backendPort) throws IOException {
    BenchedPlane plane = new BenchedPlane(Dataplane.start(options(policies)), policies);
    plane.apply(plane.snapshot(), List.of(backendPort));
    return plane;
  }

  private static DataplaneOptions options(boolean logged) {
    DataplaneOptions options =
        DataplaneOptions.local(0).withAddress(InetAddress.getLoopbackAddress());
    // Written as to any file, but a long run fills no disk.
    return logged ? options.withAccessLog(new LogTarget.File(Path.of("/dev/null"))) : options;
  }

  int port() {
    return Objects.requireNonNull(dataplane.ports().get("http"));
  }

  /** Another configuration, which serves the same: one more route beside it, or one less. */
  void change(List<Integer> backendPorts) throws IOException {
    changes++;
    apply(snapshot(), backendPorts);
  }

  void endpoints(List<Integer> backendPorts) {
    dataplane.endpoints(List.of(endpointSet(backendPorts)));
  }

  private void apply(Snapshot snapshot, List<Integer> backendPorts) throws IOException {
    ApplyResult result =
        dataplane.apply(SnapshotCodec.encode(snapshot), List.of(endpointSet(backendPorts)));
    if (!(result instanceof ApplyResult.Applied)) {
      throw new IOException(result.toString());
    }
  }

  private static EndpointSet endpointSet(List<Integer> ports) {
    return EndpointSet.of(
        BACKEND, ports.stream().map(port -> new Endpoint("127.0.0.1", port)).toList());
  }

  private Snapshot snapshot() {
    RouteRule rule =
        new RouteRule(
            "all",
            List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
            policies ? edits() : List.of(),
            new RouteAction.Forward(List.of(new WeightedTarget(new Target.Backend(BACKEND), 1))),
            policies ? routePolicies() : RoutePolicies.DEFAULT);
    RouteRule other =
        new RouteRule(
            "change-" + changes,
            List.of(RouteMatch.of(new PathMatch.Exact("/change"), new MethodMatch.Any())),
            List.of(),
            rule.action(),
            RoutePolicies.DEFAULT);
    return new Snapshot(
        GatewaySection.of(
                new ObjectKey("bench", "plane"),
                List.of(Listener.http("http", 0, false)),
                new ClientAddress.Peer())
            .with(DialRules.LOCAL),
        List.of(
            new RouteSection(
                new ObjectKey("bench", "route"),
                0,
                0,
                List.of(new HostPattern.Any()),
                changes % 2 == 0 ? List.of(rule) : List.of(rule, other))),
        List.of(policies ? guarded() : BackendSection.of(BACKEND)));
  }

  private static List<RouteFilter> edits() {
    return List.of(
        new RouteFilter.EditRequestHeaders(
            new HeaderEdits(
                List.of(text("X-Gateway", "sluice")),
                List.of(text("X-Team", "bench")),
                List.of("x-internal"))),
        new RouteFilter.EditResponseHeaders(
            new HeaderEdits(
                List.of(text("Cache-Control", "no-store")), List.of(), List.of("x-powered-by"))));
  }

  private static HeaderValue text(String name, String value) {
    return new HeaderValue(name, List.of(new ValuePart.Text(value)));
  }

  private static RoutePolicies routePolicies() {
    RetryPolicy retry =
        new RetryPolicy(
            2,
            List.of(RetryCondition.CONNECT_FAILURE, RetryCondition.RESET, RetryCondition.STATUS),
            List.of(502, 503, 504),
            List.of("GET", "HEAD", "POST"),
            25,
            250,
            1_000,
            64 << 10);
    return new RoutePolicies(
        new RouteTimeouts(
            new Timeout.After(15_000), new Timeout.After(5_000), new Timeout.After(60_000)),
        retry,
        Hedge.OF_BACKEND,
        RequestLimits.NONE,
        AccessPolicies.OPEN,
        List.of());
  }

  /** A backend with a circuit breaker in front of it, and nothing else. */
  static BackendSection withBreaker(ObjectKey backend) {
    return BackendSection.of(backend).with(BREAKER);
  }

  private static BackendSection guarded() {
    return BackendSection.of(BACKEND)
        .with(
            new HealthCheck.On(
                new HealthCheck.HealthProbe.Http("/1024", "", List.of(200)),
                0,
                new HealthCheck.Pace(5_000, 1_000, 1_000, 1, 3)))
        .with(new OutlierDetection.On(5, 5, new Timeout.After(5_000), 10_000, 30_000, 300_000, 50))
        .with(BREAKER)
        .with(new Concurrency.Limited(1_000, 100));
  }
}
