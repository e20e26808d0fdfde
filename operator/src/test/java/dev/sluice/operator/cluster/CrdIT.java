package dev.sluice.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The committed CRDs as a real API server understands them: what it takes and what it refuses. */
@ExtendWith(ApiServerExtension.class)
final class CrdIT {
  private static final String GOOD_ROUTE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: orders}
      spec:
        dataPlaneRefs: [{name: public, namespace: infra}]
        hostnames: ["shop.example.com", "*.example.org"]
        timeouts: {request: 15s}
        rules:
        - name: list
          matches: [{path: {type: PathPrefix, value: /orders}, method: GET}]
          filters:
          - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-A, value: b}]}}
          backendRefs: [{name: orders, weight: 90}, {name: orders-v2, weight: 10}]
        - matches: [{path: {type: Exact, value: /health}}]
          filters: [{type: DirectResponse, directResponse: {statusCode: 200, body: ok}}]
      """;
  private static final String GOOD_BACKEND =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: orders}
      spec:
        target: {service: {name: orders, port: 8080}}
        allowedRoutes: {namespaces: {from: All}}
        connection: {connectTimeout: 2s, maxPerEndpoint: 10}
      """;
  private static final String GOOD_DATA_PLANE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: DataPlane
      metadata: {name: public}
      spec:
        listeners: [{name: http, port: 8080, protocol: HTTP}, {name: alt, port: 8081}]
        default: true
        allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {a: b}}}}
        clientAddress: {trustedHops: 1, header: X-Forwarded-For}
        deployment: {replicas: 0}
      """;

  private final ApiServer cluster;
  private String namespace = "";

  CrdIT(ApiServer cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void ownNamespace() {
    namespace = cluster.namespace("crd");
  }

  private ApiServer.KubectlResult apply(String yaml, String... more) {
    String[] arguments = new String[5 + more.length];
    arguments[0] = "apply";
    arguments[1] = "--namespace=" + namespace;
    arguments[2] = "--server-side";
    arguments[3] = "-f";
    arguments[4] = "-";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return cluster.kubectl(yaml, arguments);
  }

  @Test
  void goodObjectsAreTaken() {
    for (String good : new String[] {GOOD_ROUTE, GOOD_BACKEND, GOOD_DATA_PLANE}) {
      assertThat(apply(good).output()).contains("serverside-applied");
    }
  }
}
