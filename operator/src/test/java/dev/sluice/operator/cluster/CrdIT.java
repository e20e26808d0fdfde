package dev.sluice.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        priority: 10
        timeouts: {request: 15s}
        rules:
        - name: list
          matches: [{path: {type: PathPrefix, value: /orders}, method: GET}]
          filters:
          - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-A, value: b}]}}
          backendRefs: [{name: orders, weight: 90}, {name: orders-v2, weight: 10}]
          split: {stickyBy: {cookie: {name: variant, ttl: 24h}}}
        - matches: [{path: {type: Exact, value: /health}}]
          filters: [{type: DirectResponse, directResponse: {statusCode: 200, body: ok}}]
        - suspend: true
          matches:
          - path: {type: RegularExpression, value: "^/a|/b"}
            headers: [{name: X-A, value: gold}, {name: X-B, type: Present}]
            queryParams: [{name: q, type: Absent}]
            cookies: [{name: c, type: RegularExpression, value: "[0-9]+"}]
            clientCIDRs: [10.0.0.0/8]
          - path: {type: Glob, value: "/api/*/items/**"}
          filters: [{type: DirectResponse, directResponse: {statusCode: 200}}]
        - matches: [{path: {value: /faulty}}]
          filters: [{type: FaultInjection, faultInjection: {delay: {fixed: 2s, percent: 10}, abort: {statusCode: 503}}}]
          backendRefs: [{name: orders}]
        - matches: [{path: {value: /geo}}]
          backendRefs: [{name: orders, region: eu}, {name: orders-us, region: us}]
          geo: {regionFrom: {header: X-Region}, failover: [eu, us], defaultRegion: us}
        - matches: [{path: {value: /mirrored}}]
          filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shadow}, percent: 50}}]
          backendRefs: [{name: orders}]
      """;
  private static final String GOOD_ACCESS =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: access}
      spec:
        cors:
          allowOrigins: ["https://app.example.com", "https://*.example.com", "null"]
          allowMethods: ["*"]
          allowHeaders: ["*", Authorization]
          exposeHeaders: [X-Request-Id]
          allowCredentials: true
          maxAge: 10m
        ipAccess:
          allow: [10.0.0.0/8]
          allowFrom: [{configMapRef: {name: lists, key: table.csv}, regions: [de]}]
        securityHeaders:
          preset: Strict
          frameOptions: Disabled
          contentSecurityPolicy: "script-src 'nonce-${csp.nonce}'"
        rules:
        - cors: {allowOrigins: ["*"]}
          filters: [{type: DirectResponse, directResponse: {statusCode: 200}}]
      """;
  private static final String GOOD_FILTERS =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: GatewayRoute
      metadata: {name: filters}
      spec:
        rules:
        - matches: [{path: {value: /v1}}, {method: GET}]
          filters:
          - {type: URLRewrite, urlRewrite: {hostname: orders.internal, path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}}
          - {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [X-B]}}
          - {type: Deprecation, deprecation: {since: "2026-01-31", sunset: "2026-12-31T00:00:00Z", link: "https://shop.example.com/v2"}}
          backendRefs: [{name: orders}]
        - matches: [{path: {type: Exact, value: /u}}]
          filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceRegexMatch, replaceRegexMatch: {pattern: "^/u/(.*)", substitution: '/\\1'}}}}]
          backendRefs: [{name: orders}]
        - filters: [{type: RequestRedirect, requestRedirect: {scheme: https, port: 8443, statusCode: 301}}]
        - filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: ""}}}]
          backendRefs: [{name: orders}]
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
  private static final String WATCHED_BACKEND =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ServiceBackend
      metadata: {name: watched}
      spec:
        target: {service: {name: orders, port: 8080}}
        healthCheck: {type: HTTP, path: "/health?a=b", expectedStatuses: [200, 204], host: a.example, port: 81, interval: 5s}
        outlierDetection: {consecutiveGatewayErrors: 5, baseEjection: 30s, maxEjection: 1m30s, maxEjectedPercent: 100}
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
    for (String good :
        new String[] {
          GOOD_ROUTE, GOOD_FILTERS, GOOD_ACCESS, GOOD_BACKEND, WATCHED_BACKEND, GOOD_DATA_PLANE
        }) {
      assertThat(apply(good).output()).contains("serverside-applied");
    }
  }

  /** A good object with one piece replaced, and a word of the refusal. */
  private record Broken(String good, String piece, String replacement, String message) {
    @Override
    public String toString() {
      return replacement.isEmpty() ? "without " + piece : replacement;
    }
  }

  private static Stream<Broken> broken() {
    return Stream.of(
        // Schema.
        new Broken(GOOD_ROUTE, "value: /orders}", "value: orders}", "value starts with /"),
        new Broken(GOOD_ROUTE, "value: \"/api/*", "value: \"api/*", "value starts with /"),
        new Broken(GOOD_ROUTE, "priority: 10", "priority: 1001", "priority"),
        new Broken(GOOD_ROUTE, "name: X-A, value: gold", "name: X-A", "value belongs to"),
        new Broken(GOOD_ROUTE, "type: Absent", "type: Absent, value: x", "value belongs to"),
        new Broken(GOOD_ROUTE, "name: c, type: Reg", "name: 'c d', type: Reg", "cookies[0].name"),
        new Broken(GOOD_ROUTE, "name: X-A, value: gold", "name: X-A, value: ''", "value"),
        new Broken(GOOD_ROUTE, "type: PathPrefix", "type: Regex", "Unsupported value"),
        new Broken(GOOD_ROUTE, "method: GET", "method: 'G T'", "method"),
        new Broken(GOOD_ROUTE, "request: 15s", "request: 15x", "timeouts.request"),
        new Broken(GOOD_ROUTE, "weight: 90", "weight: -1", "weight"),
        new Broken(GOOD_ROUTE, "statusCode: 200", "statusCode: 20", "statusCode"),
        new Broken(GOOD_ROUTE, "name: X-A", "name: 'X A'", "requestHeaderModifier.set[0].name"),
        new Broken(GOOD_ROUTE, "name: public", "name: Public", "dataPlaneRefs[0].name"),
        new Broken(GOOD_BACKEND, "port: 8080", "port: 0", "service.port"),
        new Broken(GOOD_BACKEND, "connectTimeout: 2s", "connectTimeout: soon", "connectTimeout"),
        new Broken(GOOD_BACKEND, "from: All", "from: Some", "Unsupported value"),
        new Broken(GOOD_DATA_PLANE, "replicas: 0", "replicas: -1", "replicas"),
        new Broken(GOOD_DATA_PLANE, "port: 8081", "port: 70000", "port"),
        new Broken(GOOD_DATA_PLANE, "protocol: HTTP", "protocol: FTP", "Unsupported value"),
        new Broken(GOOD_ACCESS, "preset: Strict", "preset: strict", "Unsupported value"),
        new Broken(GOOD_ACCESS, "maxAge: 10m", "maxAge: 600", "cors.maxAge"),
        new Broken(GOOD_ACCESS, "regions: [de]", "regions: [DE]", "ipAccess.allowFrom[0].regions"),
        new Broken(GOOD_ACCESS, "name: lists, ", "", "configMapRef.name"),
        // CEL.
        new Broken(GOOD_ACCESS, "\"null\"", "\"*\"", "lets every site read"),
        new Broken(GOOD_DATA_PLANE, "name: public", "name: a.b", "at most 50 characters"),
        new Broken(
            GOOD_DATA_PLANE, "name: public", "name: " + "a".repeat(51), "at most 50 characters"),
        new Broken(GOOD_DATA_PLANE, "port: 8081", "port: 8080", "each needs a port of its own"),
        new Broken(GOOD_DATA_PLANE, "name: alt", "name: http", "spec.listeners"),
        new Broken(
            GOOD_ROUTE,
            ", directResponse: {statusCode: 200, body: ok}",
            "",
            "the member named like the type carries the settings"),
        new Broken(
            GOOD_ROUTE,
            ", requestHeaderModifier: {set: [{name: X-A, value: b}]}",
            "",
            "the member named like the type carries the settings"),
        new Broken(
            GOOD_ROUTE,
            "backendRefs: [{name: orders, weight: 90}, {name: orders-v2, weight: 10}]",
            "backendRefs: []",
            "either backendRefs or one filter that answers"),
        new Broken(
            GOOD_FILTERS,
            "path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}",
            "path: {type: ReplacePrefixMatch}",
            "carries the new path"),
        new Broken(
            GOOD_FILTERS,
            "replacePrefixMatch: /v2",
            "replacePrefixMatch: v2",
            "replacePrefixMatch"),
        new Broken(GOOD_FILTERS, "hostname: orders.internal", "hostname: '*.internal'", "hostname"),
        new Broken(
            GOOD_FILTERS,
            "hostname: orders.internal, path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}",
            "",
            "give hostname, path or both"),
        new Broken(
            GOOD_FILTERS,
            "{path: {value: /v1}}, ",
            "{path: {value: /v1, type: Exact}}, ",
            "matches are all of type PathPrefix"),
        new Broken(
            GOOD_FILTERS,
            "scheme: https, port: 8443, statusCode: 301",
            "statusCode: 301",
            "clients come back for ever"),
        new Broken(
            GOOD_FILTERS, "statusCode: 301", "statusCode: 304", "give 301, 302, 303, 307 or 308"),
        new Broken(GOOD_FILTERS, "scheme: https", "scheme: ftp", "Unsupported value"),
        new Broken(GOOD_FILTERS, "port: 8443", "port: 0", "requestRedirect.port"),
        new Broken(
            GOOD_FILTERS,
            "statusCode: 301}}]",
            "statusCode: 301}}]\n    backendRefs: [{name: orders}]",
            "either backendRefs or one filter that answers"),
        new Broken(
            GOOD_FILTERS,
            "statusCode: 301}}]",
            "statusCode: 301}}, {type: DirectResponse, directResponse: {statusCode: 200}}]",
            "either backendRefs or one filter that answers"),
        new Broken(
            GOOD_FILTERS,
            "statusCode: 301}}]",
            "statusCode: 301}}, {type: URLRewrite, urlRewrite: {hostname: a}}]",
            "URLRewrite and RequestMirror belong to backendRefs"),
        new Broken(
            GOOD_FILTERS,
            "{remove: [X-B]}}",
            "{remove: [X-B]}}\n    - {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [X-C]}}",
            "each type may stand once"),
        new Broken(GOOD_FILTERS, "since: \"2026-01-31\", ", "", "since"),
        new Broken(GOOD_FILTERS, "2026-12-31T00:00:00Z", "next year", "deprecation.sunset"),
        new Broken(GOOD_FILTERS, "https://shop.example.com/v2", "see the wiki", "deprecation.link"),
        new Broken(
            GOOD_ROUTE,
            "stickyBy: {cookie: {name: variant, ttl: 24h}}",
            "stickyBy: {}",
            "exactly one of cookie, header and clientIP"),
        new Broken(GOOD_ROUTE, "ttl: 24h}}", "ttl: 24h}, header: X-User}", "exactly one of cookie"),
        new Broken(
            GOOD_ROUTE, "cookie: {name: variant, ttl: 24h}", "clientIP: false", "only value"),
        new Broken(GOOD_ROUTE, "ttl: 24h", "ttl: always", "cookie.ttl"),
        new Broken(
            GOOD_ROUTE,
            "backendRefs: [{name: orders, weight: 90}, {name: orders-v2, weight: 10}]",
            "filters: [{type: DirectResponse, directResponse: {statusCode: 200}}]",
            "split belongs to"),
        new Broken(
            GOOD_ROUTE,
            "delay: {fixed: 2s, percent: 10}, abort: {statusCode: 503}",
            "header: {name: X-Fault}",
            "give delay, abort or both"),
        new Broken(GOOD_ROUTE, "statusCode: 503", "statusCode: 302", "abort.statusCode"),
        new Broken(GOOD_ROUTE, "percent: 10", "percent: 101", "delay.percent"),
        new Broken(GOOD_ROUTE, "fixed: 2s", "fixed: soon", "delay.fixed"),
        new Broken(
            GOOD_ROUTE, "orders-us, region: us", "orders-us", "a region for each of backendRefs"),
        new Broken(
            GOOD_ROUTE,
            "geo: {regionFrom: {header: X-Region}, failover: [eu, us], defaultRegion: us}",
            "",
            "a region for each of backendRefs"),
        new Broken(
            GOOD_ROUTE, "regionFrom: {header: X-Region}", "regionFrom: {}", "give exactly one of"),
        new Broken(GOOD_ROUTE, "percent: 50", "percent: 101", "requestMirror.percent"),
        new Broken(
            GOOD_ROUTE, "backendRef: {name: shadow}, ", "", "requestMirror.backendRef: Required"),
        new Broken(
            GOOD_ROUTE,
            ", requestMirror: {backendRef: {name: shadow}, percent: 50}",
            "",
            "the member named like the type"),
        new Broken(GOOD_BACKEND, "service: {name: orders, port: 8080}", "", "exactly one of"),
        new Broken(
            GOOD_BACKEND,
            "port: 8080}",
            "port: 8080}, static: [{address: 10.0.0.1, port: 1}]",
            "exactly one of"),
        new Broken(WATCHED_BACKEND, "type: HTTP", "type: TCP", "belong to type HTTP"),
        new Broken(WATCHED_BACKEND, "type: HTTP", "type: HTTP, service: a.B", "type GRPC"),
        new Broken(
            WATCHED_BACKEND,
            "type: HTTP, path: \"/health?a=b\", expectedStatuses: [200, 204]",
            "type: TCP",
            "host belongs to"),
        new Broken(WATCHED_BACKEND, "/health?a=b", "health", "healthCheck.path"),
        new Broken(WATCHED_BACKEND, "[200, 204]", "[100]", "expectedStatuses"),
        new Broken(WATCHED_BACKEND, "interval: 5s", "interval: 99ms", "shorter than 100ms"),
        new Broken(
            WATCHED_BACKEND,
            "interval: 5s",
            "interval: 5s, unhealthyInterval: 10ms",
            "unhealthyInterval: shorter than 100ms"),
        new Broken(
            WATCHED_BACKEND,
            "consecutiveGatewayErrors: 5",
            "consecutiveGatewayErrors: 0",
            "nothing ejects"),
        new Broken(
            WATCHED_BACKEND, "maxEjection: 1m30s", "maxEjection: 29s", "shorter than baseEjection"),
        new Broken(
            WATCHED_BACKEND, "maxEjectedPercent: 100", "maxEjectedPercent: 0", "maxEjectedPercent"),
        new Broken(GOOD_BACKEND, "from: All", "from: Selector", "selector belongs to"),
        new Broken(
            GOOD_BACKEND, "from: All", "from: All, selector: {matchLabels: {a: b}}", "selector"),
        new Broken(
            GOOD_DATA_PLANE,
            "trustedHops: 1",
            "trustedHops: 1, trustedCIDRs: [10.0.0.0/8]",
            "trustedHops or trustedCIDRs"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void badObjectsAreRefused(Broken broken) {
    assertThat(broken.good).contains(broken.piece);
    ApiServer.KubectlResult result = apply(broken.good.replace(broken.piece, broken.replacement));
    assertThat(result.exit()).as(result.output()).isNotZero();
    assertThat(result.output()).contains(broken.message);
  }

  @Test
  void aRouteNeedsRules() {
    ApiServer.KubectlResult result =
        apply(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: GatewayRoute
            metadata: {name: empty}
            spec: {rules: []}
            """);
    assertThat(result.exit()).as(result.output()).isNotZero();
    assertThat(result.output()).contains("spec.rules");
  }

  @Test
  void unknownFieldsAreRefusedByApplyAndPrunedForPlainClients() {
    String unknown = GOOD_BACKEND.replace("connection:", "retries: 3\n  connection:");
    assertThat(apply(unknown).output()).contains("retries");
    assertThat(apply(unknown).exit()).isNotZero();
    ApiServer.KubectlResult plain =
        cluster.kubectl(
            unknown, "create", "--namespace=" + namespace, "--validate=ignore", "-f", "-");
    assertThat(plain.exit()).as(plain.output()).isZero();
    assertThat(
            cluster
                .kubectl(
                    "", "get", "--namespace=" + namespace, "servicebackend/orders", "-o", "json")
                .output())
        .doesNotContain("retries");
  }

  @Test
  void statusIsASubresource() {
    apply(GOOD_BACKEND);
    apply(GOOD_BACKEND + "status: {observedGeneration: 7}\n");
    assertThat(
            cluster
                .kubectl(
                    "", "get", "--namespace=" + namespace, "servicebackend/orders", "-o", "json")
                .output())
        .doesNotContain("observedGeneration");
  }

  @Test
  void aListShowsWhatMatters() {
    apply(GOOD_ROUTE);
    assertThat(cluster.kubectl("", "get", "--namespace=" + namespace, "gwr").output())
        .contains("NAME", "READY", "orders");
  }
}
