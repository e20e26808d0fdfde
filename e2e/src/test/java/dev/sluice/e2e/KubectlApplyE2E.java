package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.crds.GatewayRoute;
import dev.sluice.operator.cluster.KubeTools;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kubectl apply -f examples/quickstart} to proxied requests, and then what a cluster does to
 * a gateway on an ordinary day, under steady load with not one failed request.
 *
 * <p>The tests share one cluster and run in order, as a day does: starting it takes longest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KubectlApplyE2E {
  private static final String NAMESPACE = "quickstart";
  private static final Duration SOON = Duration.ofSeconds(120);
  private static final int LOAD_CONNECTIONS = 4;

  private static Optional<Cluster> started = Optional.empty();
  private static final List<InetSocketAddress> planes = new ArrayList<>();
  private static String blue = "";
  private static String green = "";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Cluster cluster = Cluster.startOrSkip(directory);
    started = Optional.of(cluster);
    say("API server at " + cluster.api().url());
    blue = cluster.startEcho("blue").address();
    green = cluster.startEcho("green").address();
    cluster.startOperator();
    say("operator started");
  }

  @AfterAll
  static void stop() throws Exception {
    if (started.isPresent()) {
      started.get().close();
    }
  }

  private static void say(String what) {
    System.out.println("[e2e] " + what);
  }

  private static Cluster cluster() {
    return started.orElseThrow();
  }

  static EndpointSlice slice(String service, String... addresses) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(service + "-1")
            .addToLabels("kubernetes.io/service-name", service)
            .endMetadata()
            .withAddressType("IPv4")
            .addNewPort()
            .withName("http")
            .withPort(8080)
            .withProtocol("TCP")
            .endPort();
    for (String address : addresses) {
      slice
          .addNewEndpoint()
          .withAddresses(address)
          .withNewConditions()
          .withReady(true)
          .endConditions()
          .endEndpoint();
    }
    return slice.build();
  }

  private static GatewayRoute route(String name, String host, String path, String backend) {
    return io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: %s, namespace: %s}
        spec:
          dataPlaneRefs: [{name: quickstart}]
          hostnames: ["%s"]
          rules:
          - matches: [{path: {type: PathPrefix, value: "%s"}}]
            backendRefs: [{name: %s}]
        """
            .formatted(name, NAMESPACE, host, path, backend),
        GatewayRoute.class);
  }

  /** Status and body of a GET with another Host, by curl's means: a raw request line. */
  private String get(InetSocketAddress plane, String host, String path) throws IOException {
    try (java.net.Socket socket = new java.net.Socket()) {
      socket.connect(plane, 5_000);
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return answer.substring(9, 12) + " " + answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  private void awaitAnswer(String host, String path, String expected) {
    for (InetSocketAddress plane : planes) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(get(plane, host, path)).contains(expected));
    }
  }

  private interface Disturbance {
    void happen() throws Exception;
  }

  /** Whatever happens, every request of the load is answered with 200. */
  private static void underLoad(String host, Disturbance disturbance) throws Exception {
    SteadyLoad load = SteadyLoad.start(planes, LOAD_CONNECTIONS, host, "/steady");
    try (load) {
      TimeUnit.MILLISECONDS.sleep(500);
      awaitAnswers(load, 100);
      disturbance.happen();
      // What a disturbance does may show a while later.
      TimeUnit.MILLISECONDS.sleep(1_000);
      awaitAnswers(load, Math.max(load.answered() + 100, 501));
    }
    assertThat(load.failures()).as(() -> logs()).isEmpty();
    assertThat(load.answered()).isGreaterThan(500);
    say(load.answered() + " requests, none failed");
  }

  /** However long it takes on a busy machine; failures are counted elsewhere. */
  private static void awaitAnswers(SteadyLoad load, long count) {
    await().atMost(SOON).until(() -> load.answered() >= count || !load.failures().isEmpty());
  }

  private static String logs() {
    try {
      return cluster().logs();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  @Order(1)
  void kubectlApplyLeadsToProxiedRequests() throws Exception {
    say(
        cluster()
            .kubectl(
                "apply",
                "--server-side",
                "-f",
                KubeTools.sourceTree().resolve("examples/quickstart").toString())
            .strip());
    cluster().api().apply(slice("blue", blue));
    cluster().api().apply(slice("green", green));
    planes.add(cluster().startDataPlane("plane-1", NAMESPACE, "quickstart"));
    planes.add(cluster().startDataPlane("plane-2", NAMESPACE, "quickstart"));
    awaitAnswer("hello.example.com", "/anything?x=1", "\"name\":\"blue\"");
    awaitAnswer("shop.example.com", "/preview/7", "\"name\":\"green\"");
    awaitAnswer("a.shop.example.com", "/about", "200 A shop behind Sluice.");
    awaitAnswer("shop.example.com", "/none", "404 ");
  }

  @Test
  @Order(2)
  void everyResourceBecomesReadyAsGitOpsToolsSeeIt() {
    cluster()
        .admin()
        .apps()
        .deployments()
        .inNamespace(NAMESPACE)
        .withName("sluice-quickstart")
        .editStatus(
            deployment -> {
              // There is no kubelet: this stands for two pods that answer their probes.
              deployment.setStatus(
                  new io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder()
                      .withObservedGeneration(deployment.getMetadata().getGeneration())
                      .withReplicas(2)
                      .withReadyReplicas(2)
                      .withAvailableReplicas(2)
                      .withUpdatedReplicas(2)
                      .build());
              return deployment;
            });
    for (String object :
        List.of(
            "gatewayroute/hello",
            "gatewayroute/shop",
            "servicebackend/blue",
            "servicebackend/green",
            "dataplane/quickstart")) {
      say(
          cluster()
              .kubectl("wait", "--for=condition=Ready", object, "-n", NAMESPACE, "--timeout=120s")
              .strip());
    }
    String table = cluster().kubectl("get", "gwr,sb,dpl", "-n", NAMESPACE);
    say("\n" + table.strip());
    assertThat(table).contains("hello", "True");
  }

  @Test
  @Order(3)
  void flippingABackendFailsNoRequest() throws Exception {
    cluster().api().apply(route("steady", "steady.example.com", "/", "blue"));
    awaitAnswer("steady.example.com", "/", "\"name\":\"blue\"");
    underLoad(
        "steady.example.com",
        () -> {
          for (int i = 0; i < 25; i++) {
            cluster()
                .api()
                .apply(route("steady", "steady.example.com", "/", i % 2 == 0 ? "green" : "blue"));
            TimeUnit.MILLISECONDS.sleep(200);
          }
        });
    awaitAnswer("steady.example.com", "/", "\"name\":\"green\"");
  }

  @Test
  @Order(4)
  void twoHundredRoutesComeAndGoAndFailNoRequest() throws Exception {
    underLoad(
        "steady.example.com",
        () -> {
          for (int i = 0; i < 200; i++) {
            cluster().api().apply(route("many-" + i, "many-" + i + ".example.com", "/", "blue"));
          }
          awaitAnswer("many-199.example.com", "/", "\"name\":\"blue\"");
          for (int i = 0; i < 200; i++) {
            cluster()
                .admin()
                .resources(GatewayRoute.class)
                .inNamespace(NAMESPACE)
                .withName("many-" + i)
                .delete();
          }
          awaitAnswer("many-199.example.com", "/", "404 ");
        });
  }

  @Test
  @Order(5)
  void anEndpointThatGoesFailsNoRequest() throws Exception {
    cluster().api().apply(slice("green", green, blue));
    String before = statusVersionsAtRest();
    underLoad(
        "steady.example.com",
        () -> {
          for (int i = 0; i < 10; i++) {
            cluster().api().apply(slice("green", i % 2 == 0 ? blue : green));
            TimeUnit.MILLISECONDS.sleep(300);
          }
        });
    cluster().api().apply(slice("green", green));
    awaitAnswer("steady.example.com", "/", "\"name\":\"green\"");
    assertThat(statusVersions())
        .as("endpoints come and go without status writes of routes and data planes")
        .isEqualTo(before);
    // The backend itself says how many there are, once it may be written again.
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        cluster()
                            .kubectl(
                                "get",
                                "sb/green",
                                "-n",
                                NAMESPACE,
                                "-o",
                                "jsonpath={.status.endpoints}"))
                    .isEqualTo("{\"healthy\":1,\"total\":1}"));
  }

  /** The same once nothing has changed for a while: earlier tests may still have writes waiting. */
  private static String statusVersionsAtRest() {
    AtomicReference<String> last = new AtomicReference<>("");
    await()
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              String now = statusVersions();
              return now.equals(last.getAndSet(now));
            });
    return last.get();
  }

  /** Resource versions of everything that must not get a status write because of endpoints. */
  private static String statusVersions() {
    return cluster()
        .kubectl(
            "get",
            "gwr,dpl",
            "-n",
            NAMESPACE,
            "-o",
            "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}{end}");
  }

  @Test
  @Order(6)
  void theOperatorMayDieAndComeBackAndFailsNoRequest() throws Exception {
    underLoad(
        "steady.example.com",
        () -> {
          cluster().killOperator();
          TimeUnit.SECONDS.sleep(2);
          cluster().startOperator();
          cluster().api().apply(route("after", "after.example.com", "/", "blue"));
          awaitAnswer("after.example.com", "/", "\"name\":\"blue\"");
        });
  }

  @Test
  @Order(7)
  void aDataPlaneStartsAgainWithTheOperatorAway() throws Exception {
    awaitKept();
    cluster().killOperator();
    InetSocketAddress restarted = cluster().restartDataPlane("plane-2");
    assertThat(get(restarted, "after.example.com", "/")).contains("\"name\":\"blue\"");
    assertThat(
            client
                .send(
                    java.net.http.HttpRequest.newBuilder(
                            URI.create("http://" + restarted.getHostString() + ":9902/readyz"))
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
  }

  /** The operator that came back leads, and has kept what it published since. */
  private static void awaitKept() {
    await()
        .atMost(SOON)
        .until(
            () ->
                cluster()
                    .kept(NAMESPACE, "quickstart")
                    .filter(
                        kept ->
                            kept.open().sections().stream()
                                .anyMatch(section -> section.key().object().name().equals("after")))
                    .isPresent());
  }

  @Test
  @Order(8)
  void aNewPodStartsWithTheOperatorAway() throws Exception {
    InetSocketAddress added = cluster().startDataPlane("plane-3", NAMESPACE, "quickstart");
    assertThat(get(added, "after.example.com", "/")).contains("\"name\":\"blue\"");
  }
}
