package dev.sluice.benchmarks;

import dev.sluice.compiler.Endpoints;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.ServiceBackend;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A company's routes: fifty teams with a namespace each. Four routes of five have a host of their
 * own; the fifth takes a path of its team's host. Each has two rules, a weighted split and a header
 * edit; ten routes share a backend.
 */
final class ManyRoutes {
  private static final int TEAMS = 50;
  private static final int ROUTES_OF_A_BACKEND = 10;

  private final DataPlane dataPlane =
      Serialization.unmarshal(
          """
          apiVersion: sluice.dev/v1alpha1
          kind: DataPlane
          metadata: {name: public, namespace: infra, generation: 1, creationTimestamp: "2026-01-01T00:00:00Z"}
          spec:
            listeners: [{name: http, port: 0, protocol: HTTP}]
            allowedRoutes: {namespaces: {from: All}}
          """,
          DataPlane.class);
  private final List<GatewayRoute> routes = new ArrayList<>();
  private final List<ServiceBackend> backends = new ArrayList<>();
  private final List<Service> services = new ArrayList<>();
  private final List<EndpointSlice> slices = new ArrayList<>();
  private final Map<String, Map<String, String>> namespaces = new TreeMap<>();

  ManyRoutes(int count) {
    for (int number = 0; number < count; number++) {
      add(number);
    }
  }

  /** One route more, and its backend if it is the first to need it. */
  void add(int number) {
    String namespace = "team-" + number % TEAMS;
    namespaces.put(namespace, Map.of("team", namespace));
    routes.add(route(number, 1));
    if (number / TEAMS % ROUTES_OF_A_BACKEND == 0) {
      for (String backend : List.of(backend(number), backend(number) + "-next")) {
        backends.add(serviceBackend(namespace, backend));
        services.add(service(namespace, backend));
        slices.add(slice(namespace, backend, number));
      }
    }
  }

  /** Another edition of a route that is there. */
  void change(int number, int edition) {
    routes.set(number, route(number, edition));
  }

  ResourceSet resources() {
    return new ResourceSet(
        List.of(dataPlane), routes, backends, services, slices, namespaces, ClusterRules.CLUSTER);
  }

  static String host(int number) {
    return number % 5 == 0
        ? "team-" + number % TEAMS + ".example.com"
        : "app-" + number + ".example.com";
  }

  static String path(int number) {
    return number % 5 == 0 ? "/app-" + number : "";
  }

  private static String backend(int number) {
    return "backend-" + number / TEAMS / ROUTES_OF_A_BACKEND;
  }

  private static GatewayRoute route(int number, int edition) {
    return Serialization.unmarshal(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: GatewayRoute
        metadata: {name: app-%1$d, namespace: team-%2$d, generation: %3$d, creationTimestamp: "2026-01-02T00:00:00Z"}
        spec:
          dataPlaneRefs: [{name: public, namespace: infra}]
          hostnames: ["%4$s"]
          rules:
          - name: read
            matches: [{path: {type: PathPrefix, value: "%5$s/items"}, method: GET}]
            filters:
            - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Edition, value: "%3$d"}]}}
            backendRefs: [{name: %6$s, weight: 90}, {name: %6$s-next, weight: 10}]
          - name: rest
            matches: [{path: {type: PathPrefix, value: "%5$s/"}}]
            backendRefs: [{name: %6$s}]
        """
            .formatted(
                number, number % TEAMS, edition, host(number), path(number), backend(number)),
        GatewayRoute.class);
  }

  private static ServiceBackend serviceBackend(String namespace, String name) {
    return Serialization.unmarshal(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ServiceBackend
        metadata: {name: %1$s, namespace: %2$s, generation: 1}
        spec: {target: {service: {name: %1$s, port: 80}}}
        """
            .formatted(name, namespace),
        ServiceBackend.class);
  }

  private static Service service(String namespace, String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewPort()
        .withName("http")
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  private static EndpointSlice slice(String namespace, String name, int number) {
    String network = "10." + number / 250 % 250 + "." + number % 250 + ".";
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name + "-1")
        .addToLabels(Endpoints.SERVICE_NAME_LABEL, name)
        .endMetadata()
        .withAddressType("IPv4")
        .addNewPort()
        .withName("http")
        .withPort(8080)
        .endPort()
        .addNewEndpoint()
        .withAddresses(network + "1")
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .endEndpoint()
        .addNewEndpoint()
        .withAddresses(network + "2")
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .endEndpoint()
        .build();
  }
}
