package dev.sluice.e2e;

import dev.sluice.operator.chart.ChartRendering;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.cluster.KubeTools;
import dev.sluice.snapshot.KeptSnapshot;
import dev.sluice.snapshot.SnapshotPart;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A cluster without kubelets: a real API server, the operator with the chart's own rights, and pods
 * that are processes in network namespaces.
 */
final class Cluster implements AutoCloseable {
  static final String OPERATOR_NAMESPACE = ChartRendering.NAMESPACE;
  private static final String OPERATOR_ACCOUNT = "sluice-operator";
  private static final Duration START = Duration.ofSeconds(180);

  private final ApiServer api;
  private final PodNetwork network;
  private final Path directory;
  private final int pushPort;
  private final Map<String, RunningPlane> planes = new HashMap<>();
  private int operators;
  private @Nullable PodProcess operator;

  private Cluster(ApiServer api, PodNetwork network, Path directory) throws IOException {
    this.api = api;
    this.network = network;
    this.directory = directory;
    this.pushPort = freePort();
  }

  static Cluster start(KubeTools tools, Path directory) throws IOException, InterruptedException {
    PodNetwork network = PodNetwork.create();
    try {
      Cluster cluster = new Cluster(ApiServer.start(tools), network, directory);
      cluster.grantRights();
      return cluster;
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** What such tests take is not everywhere; in CI it is. */
  static Cluster startOrSkip(Path directory) throws IOException, InterruptedException {
    Optional<KubeTools> tools = KubeTools.find();
    boolean root = "root".equals(System.getProperty("user.name"));
    if (tools.isEmpty() || !root) {
      String why =
          tools.isEmpty()
              ? "kube-apiserver is not built (make kube-tools, needs Go)"
              : "network namespaces take root";
      if (System.getenv("CI") != null) {
        throw new AssertionError("the end-to-end test must run in CI: " + why);
      }
      System.err.println("!! the end-to-end test is SKIPPED: " + why);
      Assumptions.abort(why);
    }
    return start(tools.orElseThrow(), directory);
  }

  ApiServer api() {
    return api;
  }

  KubernetesClient admin() {
    return api.admin();
  }

  PodNetwork network() {
    return network;
  }

  /** What the chart installs for the operator, but for its pods. */
  private void grantRights() {
    api.admin()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(OPERATOR_NAMESPACE)
                .endMetadata()
                .build())
        .create();
    for (HasMetadata object : ChartRendering.render(Map.of("dataPlane", Map.of("create", false)))) {
      if (object instanceof ServiceAccount
          || object instanceof ClusterRole
          || object instanceof ClusterRoleBinding
          || object instanceof Role
          || object instanceof RoleBinding
          || object instanceof Service) {
        api.apply(object);
      }
    }
  }

  /** The operator as a process with a token of its ServiceAccount. */
  void startOperator() throws IOException, InterruptedException {
    operators++;
    Path kubeconfig = directory.resolve("operator.kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: c
          cluster: {server: "%s", certificate-authority: "%s"}
        users:
        - name: u
          user: {token: "%s"}
        contexts:
        - name: c
          context: {cluster: c, user: u, namespace: %s}
        current-context: c
        """
            .formatted(
                api.url(),
                api.certificate(),
                api.token(OPERATOR_NAMESPACE, OPERATOR_ACCOUNT, null),
                OPERATOR_NAMESPACE));
    PodProcess started =
        PodProcess.start(
            "operator",
            JavaProcess.command(
                "dev.sluice.operator.OperatorMain",
                "--namespace",
                OPERATOR_NAMESPACE,
                "--replica-name",
                "operator-" + operators,
                "--push-port",
                Integer.toString(pushPort),
                "--health-port",
                "0",
                "--lease-duration",
                "5s"),
            Map.of("KUBECONFIG", kubeconfig.toString()),
            directory.resolve("operator-" + operators + ".log"));
    operator = started;
    started.awaitText("started push=", START);
  }

  /** As a crash does: nothing is released, nobody is told. */
  void killOperator() {
    PodProcess running = operator;
    if (running == null) {
      throw new IllegalStateException("no operator runs");
    }
    running.kill();
  }

  /** A data plane of the quick start, as its Deployment would run it. */
  InetSocketAddress startDataPlane(String instance, String namespace, String dataPlane)
      throws IOException, InterruptedException {
    String provisioned = "sluice-" + dataPlane;
    Path identity = Files.createDirectories(directory.resolve(instance));
    String authorities =
        api.admin()
            .configMaps()
            .inNamespace(namespace)
            .withName(provisioned)
            .waitUntilCondition(
                map -> map != null && map.getData() != null && map.getData().containsKey("ca.crt"),
                START.toSeconds(),
                java.util.concurrent.TimeUnit.SECONDS)
            .getData()
            .get("ca.crt");
    Files.writeString(identity.resolve("ca.crt"), authorities);
    Files.writeString(
        identity.resolve("token"), api.token(namespace, provisioned, "sluice-config"));
    Path kept = Files.createDirectories(identity.resolve("kept"));
    for (var part : keptParts(namespace, dataPlane).entrySet()) {
      Files.write(kept.resolve(part.getKey()), part.getValue());
    }
    PodNetwork.Pod pod = network.pod(instance);
    List<String> command =
        JavaProcess.command(
            "dev.sluice.dataplane.DataplaneMain",
            "--data-plane",
            namespace + "/" + dataPlane,
            "--instance",
            instance,
            "--config-service",
            network.hostAddress() + ":" + pushPort,
            "--config-server-name",
            "sluice-operator-headless." + OPERATOR_NAMESPACE + ".svc",
            "--config-ca",
            identity.resolve("ca.crt").toString(),
            "--token",
            identity.resolve("token").toString(),
            "--state-dir",
            identity.resolve("state").toString(),
            "--bootstrap-dir",
            kept.toString(),
            "--access-log",
            "off");
    RunningPlane plane =
        new RunningPlane(
            pod, command, pod.start(command, Map.of(), directory.resolve(instance + ".log")));
    planes.put(instance, plane);
    plane.process.awaitText("ready http=", START);
    return new InetSocketAddress(pod.address(), 8080);
  }

  /** What a kubelet mounts: file names and contents. */
  private Map<String, byte[]> keptParts(String namespace, String dataPlane) {
    String prefix = "sluice-" + dataPlane + "-snapshot-";
    Map<String, byte[]> parts = new HashMap<>();
    for (Secret secret : api.admin().secrets().inNamespace(namespace).list().getItems()) {
      if (secret.getMetadata().getName().startsWith(prefix)) {
        parts.put(
            secret.getMetadata().getName().substring(prefix.length()),
            Base64.getDecoder().decode(secret.getData().get("part")));
      }
    }
    return parts;
  }

  /** What the operator keeps of a data plane. */
  Optional<KeptSnapshot> kept(String namespace, String dataPlane) {
    return KeptSnapshot.newest(
        keptParts(namespace, dataPlane).values().stream().map(SnapshotPart::of).toList());
  }

  private record RunningPlane(PodNetwork.Pod pod, List<String> command, PodProcess process) {}

  /** Kills the container and starts it anew in its pod, with the disk that it had. */
  InetSocketAddress restartDataPlane(String instance) throws IOException, InterruptedException {
    RunningPlane plane = planes.get(instance);
    if (plane == null) {
      throw new IllegalStateException("no data plane " + instance + " runs");
    }
    plane.process.kill();
    PodProcess again =
        plane.pod.start(plane.command, Map.of(), directory.resolve(instance + "-restarted.log"));
    planes.put(instance, new RunningPlane(plane.pod, plane.command, again));
    again.awaitText("ready http=", START);
    return new InetSocketAddress(plane.pod.address(), 8080);
  }

  /** As a crash of its node does: nobody says that it is gone. */
  void killDataPlane(String instance) {
    RunningPlane plane = planes.remove(instance);
    if (plane == null) {
      throw new IllegalStateException("no data plane " + instance + " runs");
    }
    plane.process.kill();
  }

  /** A backend that tells its name. */
  PodNetwork.Pod startEcho(String name) throws IOException, InterruptedException {
    PodNetwork.Pod pod = network.pod(name);
    pod.start(
            JavaProcess.command(
                "dev.sluice.cli.SluiceMain",
                "echo",
                "--address",
                pod.address(),
                "--port",
                "8080",
                "--name",
                name),
            Map.of(),
            directory.resolve(name + ".log"))
        .awaitText("ready http=", START);
    return pod;
  }

  /** kubectl as admin. */
  String kubectl(String... arguments) {
    ApiServer.KubectlResult result = api.kubectl("", arguments);
    if (result.exit() != 0) {
      throw new IllegalStateException(
          "kubectl " + String.join(" ", arguments) + ": " + result.output());
    }
    return result.output();
  }

  /** As who writes resources does. */
  void apply(String resources) {
    ApiServer.KubectlResult result = api.kubectl(resources, "apply", "--server-side", "-f", "-");
    if (result.exit() != 0) {
      throw new IllegalStateException("kubectl apply: " + result.output());
    }
  }

  /** The logs of all processes, for a failed test. */
  String logs() throws IOException {
    List<String> logs = new ArrayList<>();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        logs.add("== " + file.getFileName());
        logs.addAll(lines.subList(Math.max(0, lines.size() - 60), lines.size()));
      }
    }
    return String.join("\n", logs);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    PodProcess running = operator;
    if (running != null) {
      running.kill();
    }
    network.close();
    api.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
