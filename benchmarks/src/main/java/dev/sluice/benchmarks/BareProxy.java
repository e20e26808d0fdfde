package dev.sluice.benchmarks;

import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.DataplaneOptions;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * A proxy to measure, in a process of its own: {@code sluice BACKEND_PORT} is the whole data plane
 * with one route, {@code stock BACKEND_PORT} is Undertow's own ProxyHandler. Prints the port that
 * it listens on.
 */
public final class BareProxy {
  private BareProxy() {}

  public static void main(String[] arguments) throws Exception {
    int backend = Integer.parseInt(arguments[1]);
    int port = arguments[0].equals("stock") ? stock(backend) : sluice(backend);
    System.out.println("listening " + port);
    new CountDownLatch(1).await();
  }

  private static int sluice(int backendPort) throws IOException {
    Dataplane dataplane =
        Dataplane.start(DataplaneOptions.local(0).withAddress(InetAddress.getLoopbackAddress()));
    ObjectKey backend = new ObjectKey("bench", "backend");
    RouteRule rule =
        new RouteRule(
            "all",
            List.of(RouteMatch.of(new PathMatch.Prefix("/"), new MethodMatch.Any())),
            List.of(),
            new RouteAction.Forward(List.of(new WeightedTarget(new Target.Backend(backend), 1))),
            RoutePolicies.DEFAULT);
    Snapshot snapshot =
        new Snapshot(
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
                    List.of(rule))),
            List.of(BackendSection.of(backend)));
    ApplyResult result =
        dataplane.apply(
            SnapshotCodec.encode(snapshot),
            List.of(EndpointSet.of(backend, List.of(new Endpoint("127.0.0.1", backendPort)))));
    if (!(result instanceof ApplyResult.Applied)) {
      throw new IOException(result.toString());
    }
    return Objects.requireNonNull(dataplane.ports().get("http"));
  }

  private static int stock(int backendPort) {
    LoadBalancingProxyClient client =
        new LoadBalancingProxyClient()
            .setConnectionsPerThread(64)
            .addHost(URI.create("http://127.0.0.1:" + backendPort));
    Undertow server =
        Undertow.builder()
            .setIoThreads(DataplaneOptions.defaultIoThreads())
            .addHttpListener(0, "127.0.0.1")
            .setHandler(ProxyHandler.builder().setProxyClient(client).build())
            .build();
    server.start();
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }
}
