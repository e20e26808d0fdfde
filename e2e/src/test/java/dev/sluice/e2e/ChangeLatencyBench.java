package dev.sluice.e2e;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.KubeTools;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a change of a route takes from the moment at which it is sent to the API server until
 * every data plane answers by it, with 1,000 routes in place. A benchmark, not a test: run by
 * {@code make bench}, it judges nothing and prints what it measured.
 *
 * <p>"Answers by it" comes after the swap, which comes before the acknowledgement by microseconds;
 * the write to the API server and its watch are part of the time.
 */
final class ChangeLatencyBench {
  private static final String NAMESPACE = "quickstart";
  private static final int ROUTES = 1_000;
  private static final int WARM_UP = 100;
  private static final int CHANGES = 300;
  private static final int PAUSE_MILLIS = 150;

  private static GatewayRoute route(int number, String body) {
    return Serialization.unmarshal(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: route-%d, namespace: %s}
        spec:
          dataPlaneRefs: [{name: quickstart}]
          hostnames: ["route-%d.example.com"]
          rules:
          - filters:
            - type: DirectResponse
              directResponse: {statusCode: 200, body: "%s"}
        """
            .formatted(number, NAMESPACE, number, body),
        GatewayRoute.class);
  }

  @Test
  void changeOfARouteToServedByAllDataPlanes(@TempDir Path directory) throws Exception {
    Cluster cluster =
        Cluster.start(
            KubeTools.find().orElseThrow(() -> new IOException("run make kube-tools first")),
            directory);
    try (cluster) {
      cluster.startOperator();
      cluster.kubectl(
          "apply",
          "--server-side",
          "-f",
          KubeTools.sourceTree().resolve("examples/quickstart").toString());
      for (int i = 0; i < ROUTES; i++) {
        cluster.api().apply(route(i, "first"));
      }
      List<PlaneClient> clients = new ArrayList<>();
      clients.add(PlaneClient.connect(cluster.startDataPlane("plane-1", NAMESPACE, "quickstart")));
      clients.add(PlaneClient.connect(cluster.startDataPlane("plane-2", NAMESPACE, "quickstart")));
      PlaneClient.awaitAll(clients, "route-" + (ROUTES - 1) + ".example.com", "first");
      Random random = new Random(7);
      Latencies fromSent = new Latencies();
      Latencies fromWritten = new Latencies();
      for (int i = 0; i < WARM_UP + CHANGES; i++) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS) + PAUSE_MILLIS / 2L);
        int number = random.nextInt(ROUTES);
        GatewayRoute changed = route(number, "change-" + i);
        long start = System.nanoTime();
        cluster.api().apply(changed);
        long written = System.nanoTime();
        PlaneClient.awaitAll(clients, "route-" + number + ".example.com", "change-" + i);
        long served = System.nanoTime();
        if (i >= WARM_UP) {
          fromSent.add(served - start);
          fromWritten.add(served - written);
        }
      }
      Latencies.report(
          "change-latency",
          "routes in place: %d, data planes: 2, changes: %d (after %d to warm up); until both serve it, in ms%n"
                  .formatted(ROUTES, CHANGES, WARM_UP)
              + fromWritten.line("from the API server's answer to the write")
              + fromSent.line("from sending the write to the API server "));
    }
  }
}
