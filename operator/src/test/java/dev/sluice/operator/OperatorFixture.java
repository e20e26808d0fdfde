package dev.sluice.operator;

import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.operator.chart.ChartRendering;
import dev.sluice.operator.cluster.ApiServer;
import dev.sluice.operator.publish.ServingPlane;
import dev.sluice.operator.publish.TokenReviews;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Section;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Operators in this process, with the rights of the chart, and a namespace of their own for each
 * test to fill.
 */
final class OperatorFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(90);
  static final Duration HEALTH_PAUSE = Duration.ofSeconds(1);

  private final ApiServer cluster;
  private final KubernetesClient admin;
  private final String namespace;
  private final List<AutoCloseable> running = new ArrayList<>();

  OperatorFixture(ApiServer cluster) {
    this.cluster = cluster;
    this.admin = cluster.admin();
    this.namespace = cluster.namespace("it");
    installRelease();
  }

  /** What {@code helm install} gives the operator to run with. */
  private void installRelease() {
    cluster.apply(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(ChartRendering.NAMESPACE)
            .endMetadata()
            .build());
    for (HasMetadata object : ChartRendering.render(Map.of())) {
      if (object instanceof ServiceAccount
          || object instanceof ClusterRole
          || object instanceof ClusterRoleBinding
          || object instanceof Role
          || object instanceof RoleBinding) {
        cluster.apply(object);
      }
    }
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient admin() {
    return admin;
  }

  RunningOperator startOperator(String replica) throws InterruptedException {
    return startOperator(replica, cluster.clientOf(ChartRendering.NAMESPACE, "sluice-operator"));
  }

  /** One that reaches the API server at another address. */
  RunningOperator startOperator(String replica, String url) throws InterruptedException {
    Config config =
        cluster.config(cluster.token(ChartRendering.NAMESPACE, "sluice-operator", null));
    config.setMasterUrl(url);
    return startOperator(replica, new KubernetesClientBuilder().withConfig(config).build());
  }

  private RunningOperator startOperator(String replica, KubernetesClient client)
      throws InterruptedException {
    OperatorOptions options = new OperatorOptions();
    options.namespace = ChartRendering.NAMESPACE;
    options.replicaName = replica;
    options.pushAddress = "127.0.0.1";
    options.pushPort = 0;
    options.healthPort = 0;
    // Kept on a busy machine too; who stops gives it back, so that nobody waits for its end.
    options.leaseDuration = Duration.ofSeconds(10);
    // What is gathered for seconds in a cluster is gathered for a moment here.
    options.healthPause = HEALTH_PAUSE;
    options.keepPause = Duration.ofMillis(300);
    RunningOperator operator = new RunningOperator(client, options);
    running.add(operator);
    return operator;
  }

  ServingPlane joinPlane(RunningOperator operator, String instance) {
    return joinPlane(operator, instance, section -> Optional.empty());
  }

  /** A process of data plane {@code public}, with a real token of its ServiceAccount. */
  ServingPlane joinPlane(
      RunningOperator operator, String instance, Function<Section, Optional<String>> judge) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                admin.serviceAccounts().inNamespace(namespace).withName("sluice-public").get()
                    != null);
    ServingPlane plane =
        ServingPlane.join(
            operator.pushPort(),
            operator.trustBundle(),
            cluster.token(namespace, "sluice-public", TokenReviews.AUDIENCE),
            planeKey(),
            instance,
            judge);
    running.add(plane);
    return plane;
  }

  ObjectKey planeKey() {
    return new ObjectKey(namespace, "public");
  }

  void kubectlApply(String yaml) {
    ApiServer.KubectlResult result =
        cluster.kubectl(yaml, "apply", "--namespace=" + namespace, "--server-side", "-f", "-");
    if (result.exit() != 0) {
      throw new AssertionError(result.output());
    }
  }

  void kubectlAnnotate(String object, String annotation) {
    cluster.kubectl("", "annotate", "--namespace=" + namespace, "--overwrite", object, annotation);
  }

  /** As a rolling update stops a replica. */
  void stop(RunningOperator operator) {
    running.remove(operator);
    operator.close();
  }

  void applyPlane() {
    kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: DataPlane
        metadata: {name: public}
        spec: {}
        """);
  }

  void applyRoute(String name, String path, String backend) {
    kubectlApply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: %s}
        spec:
          dataPlaneRefs: [{name: public}]
          hostnames: [%s.example.com]
          rules:
          - matches: [{path: {type: PathPrefix, value: %s}}]
            backendRefs: [{name: %s}]
        """
            .formatted(name, name, path, backend));
  }

  void applyBackend(String name) {
    kubectlApply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s}
        spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
        ---
        apiVersion: sluice.dev/v1alpha1
        kind: ServiceBackend
        metadata: {name: %1$s}
        spec: {target: {service: {name: %1$s, port: 80}}}
        """
            .formatted(name));
  }

  void applyEndpoints(String service, String... addresses) {
    StringBuilder endpoints = new StringBuilder();
    for (String address : addresses) {
      endpoints.append("- {addresses: [").append(address).append("], conditions: {ready: true}}\n");
    }
    kubectlApply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %1$s-1, labels: {kubernetes.io/service-name: %1$s}}
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints:
        """
                .formatted(service)
            + endpoints);
  }

  @Nullable DataPlane plane() {
    return admin.resources(DataPlane.class).inNamespace(namespace).withName("public").get();
  }

  @Nullable GatewayRoute route(String name) {
    return admin.resources(GatewayRoute.class).inNamespace(namespace).withName(name).get();
  }

  @Nullable RateLimitPolicy limits(String name) {
    return admin.resources(RateLimitPolicy.class).inNamespace(namespace).withName(name).get();
  }

  @Nullable ServiceBackend backend(String name) {
    return admin.resources(ServiceBackend.class).inNamespace(namespace).withName(name).get();
  }

  /** {@code True Reason} or the like; empty while there is none. */
  static String condition(@Nullable List<Condition> conditions, String type) {
    return conditions == null
        ? ""
        : conditions.stream()
            .filter(condition -> condition.getType().equals(type))
            .map(condition -> condition.getStatus() + " " + condition.getReason())
            .findFirst()
            .orElse("");
  }

  String routeCondition(String name, String type) {
    GatewayRoute route = route(name);
    return route == null || route.getStatus() == null
        ? ""
        : condition(route.getStatus().conditions(), type);
  }

  String planeCondition(String type) {
    DataPlane plane = plane();
    return plane == null || plane.getStatus() == null
        ? ""
        : condition(plane.getStatus().conditions(), type);
  }

  String limitsCondition(String name, String type) {
    RateLimitPolicy policy = limits(name);
    return policy == null || policy.getStatus() == null
        ? ""
        : condition(policy.getStatus().conditions(), type);
  }

  String backendCondition(String name, String type) {
    ServiceBackend backend = backend(name);
    return backend == null || backend.getStatus() == null
        ? ""
        : condition(backend.getStatus().conditions(), type);
  }

  /** Stops all and deletes what was compiled; nobody here deletes whole namespaces. */
  @Override
  public void close() throws Exception {
    for (AutoCloseable closeable : running.reversed()) {
      closeable.close();
    }
    admin.resources(RateLimitPolicy.class).inNamespace(namespace).delete();
    admin.resources(GatewayRoute.class).inNamespace(namespace).delete();
    admin.resources(ServiceBackend.class).inNamespace(namespace).delete();
    admin.resources(DataPlane.class).inNamespace(namespace).delete();
  }
}
