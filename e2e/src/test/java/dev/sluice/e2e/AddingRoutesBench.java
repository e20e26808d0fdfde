package dev.sluice.e2e;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.KubeTools;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 1,000 routes that are added one by one to data planes under load: how long until each is live,
 * and whether any request fails. A benchmark, not a test: run by {@code make bench}, it judges
 * nothing and prints what it measured.
 *
 * <p>The load goes through a route to a backend; a route is live when every data plane answers by
 * it.
 */
final class AddingRoutesBench {
  private static final String NAMESPACE = "quickstart";
  private static final String LOADED_HOST = "hello.example.com";
  private static final int ROUTES = 1_000;
  private static final int WARM_UP = 50;
  private static final int PLANES = 2;
  private static final int CONNECTIONS = 4;
  private static final int PAUSE_MILLIS = 50;

  private static GatewayRoute route(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          dataPlaneRefs: [{name: quickstart}]
          hostnames: ["%1$s.example.com"]
          rules:
          - filters:
            - type: DirectResponse
              directResponse: {statusCode: 200, body: "%1$s"}
        """
            .formatted(name, NAMESPACE),
        GatewayRoute.class);
  }

  @Test
  void routesThatAreAddedOneByOneUnderLoad(@TempDir Path directory) throws Exception {
    Cluster cluster =
        Cluster.start(
            KubeTools.find().orElseThrow(() -> new IOException("run make kube-tools first")),
            directory);
    try (cluster) {
      String backend = cluster.startEcho("blue").address();
      cluster.startOperator();
      cluster.kubectl(
          "apply",
          "--server-side",
          "-f",
          KubeTools.sourceTree().resolve("examples/quickstart").toString());
      cluster.api().apply(KubectlApplyE2E.slice("blue", backend));
      List<InetSocketAddress> planes = new ArrayList<>();
      List<PlaneClient> clients = new ArrayList<>();
      for (int i = 0; i < PLANES; i++) {
        planes.add(cluster.startDataPlane("plane-" + i, NAMESPACE, "quickstart"));
        clients.add(PlaneClient.connect(planes.getLast()));
      }
      Latencies fromSent = new Latencies();
      Latencies fromWritten = new Latencies();
      SteadyLoad load = SteadyLoad.start(planes, CONNECTIONS, LOADED_HOST, "/steady");
      long begun = System.nanoTime();
      try (load) {
        for (int i = 0; i < WARM_UP; i++) {
          add(cluster, clients, "warm-up-" + i, new Latencies(), new Latencies());
        }
        for (int i = 0; i < ROUTES; i++) {
          add(cluster, clients, "route-" + i, fromSent, fromWritten);
        }
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      Latencies.report(
          "adding-routes",
          "routes added one by one: %d (after %d to warm up), data planes: %d; until all serve it, in ms%n"
                  .formatted(ROUTES, WARM_UP, PLANES)
              + fromWritten.line("from the API server's answer to the write")
              + fromSent.line("from sending the write to the API server ")
              + "load meanwhile: %d requests to a backend, %.0f a second, %d failed %s%n"
                  .formatted(
                      load.answered(),
                      load.answered() / seconds,
                      load.failures().size(),
                      load.failures().stream().limit(5).toList()));
    }
  }

  private static void add(
      Cluster cluster,
      List<PlaneClient> clients,
      String name,
      Latencies fromSent,
      Latencies fromWritten)
      throws Exception {
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    GatewayRoute added = route(name);
    long start = System.nanoTime();
    cluster.api().apply(added);
    long written = System.nanoTime();
    PlaneClient.awaitAll(clients, name + ".example.com", name);
    long served = System.nanoTime();
    fromSent.add(served - start);
    fromWritten.add(served - written);
  }
}
