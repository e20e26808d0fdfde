package dev.sluice.e2e;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.KubeTools;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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

  /** A keep-alive connection to one data plane. */
  private record Client(Socket socket, InputStream in) {
    static Client connect(InetSocketAddress plane) throws IOException {
      Socket socket = new Socket();
      socket.connect(plane, 5_000);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(20_000);
      return new Client(socket, new BufferedInputStream(socket.getInputStream()));
    }

    String get(String host) throws IOException {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("closed");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
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
      List<Client> clients = new ArrayList<>();
      clients.add(Client.connect(cluster.startDataPlane("plane-1", NAMESPACE, "quickstart")));
      clients.add(Client.connect(cluster.startDataPlane("plane-2", NAMESPACE, "quickstart")));
      awaitAll(clients, "route-" + (ROUTES - 1) + ".example.com", "first");
      Random random = new Random(7);
      List<Double> fromSent = new ArrayList<>();
      List<Double> fromWritten = new ArrayList<>();
      for (int i = 0; i < WARM_UP + CHANGES; i++) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS) + PAUSE_MILLIS / 2L);
        int number = random.nextInt(ROUTES);
        GatewayRoute changed = route(number, "change-" + i);
        long start = System.nanoTime();
        cluster.api().apply(changed);
        long written = System.nanoTime();
        awaitAll(clients, "route-" + number + ".example.com", "change-" + i);
        long served = System.nanoTime();
        if (i >= WARM_UP) {
          fromSent.add((served - start) / 1e6);
          fromWritten.add((served - written) / 1e6);
        }
      }
      report(fromSent, fromWritten);
    }
  }

  private static void awaitAll(List<Client> clients, String host, String body)
      throws IOException, InterruptedException {
    for (Client client : clients) {
      while (!client.get(host).equals(body)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  private static void report(List<Double> fromSent, List<Double> fromWritten) throws IOException {
    String text =
        "routes in place: %d, data planes: 2, changes: %d (after %d to warm up); until both serve it, in ms\n"
                .formatted(ROUTES, fromSent.size(), WARM_UP)
            + line("from the API server's answer to the write", fromWritten)
            + line("from sending the write to the API server ", fromSent);
    System.out.println(text);
    Path out = KubeTools.sourceTree().resolve("benchmarks/target/change-latency.txt");
    Files.createDirectories(out.getParent());
    Files.writeString(out, text);
  }

  private static String line(String what, List<Double> millis) {
    Collections.sort(millis);
    return "%s   p50 %.1f   p90 %.1f   p99 %.1f   max %.1f%n"
        .formatted(what, at(millis, 0.5), at(millis, 0.9), at(millis, 0.99), millis.getLast());
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
