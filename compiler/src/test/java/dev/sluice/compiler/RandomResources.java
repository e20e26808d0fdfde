package dev.sluice.compiler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Resources good and bad, the same for the same seed. */
final class RandomResources {
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Reading YAML takes most of the time, and much of it is alike. */
  private static final Map<String, JsonNode> TREES = new ConcurrentHashMap<>();

  private static final String[] CREATED = {
    "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"
  };

  private final Random random;

  RandomResources(long seed) {
    this.random = new Random(seed);
  }

  ResourceSet some() {
    List<DataPlane> dataPlanes = new ArrayList<>();
    List<GatewayRoute> routes = new ArrayList<>();
    List<ServiceBackend> backends = new ArrayList<>();
    List<RateLimitPolicy> limits = new ArrayList<>();
    List<Service> services = new ArrayList<>();
    List<EndpointSlice> slices = new ArrayList<>();
    List<Secret> secrets = new ArrayList<>();
    for (String namespace : List.of("a", "b", "c")) {
      for (int i = 0; i < 2; i++) {
        dataPlanes.add(dataPlane(namespace, "plane-" + i));
      }
      for (int i = 0; i < 5; i++) {
        routes.add(route(namespace, "route-" + i));
      }
      for (int i = 0; i < 4; i++) {
        backends.add(backend(namespace, "backend-" + i));
      }
      for (int i = 0; i < 3; i++) {
        limits.add(limits(namespace, "limits-" + i));
      }
      for (int i = 0; i < 3; i++) {
        services.add(service(namespace, "service-" + i));
        slices.add(slice(namespace, "service-" + i));
      }
      for (int i = 0; i < 2; i++) {
        secrets.add(secret(namespace, "secret-" + i));
      }
    }
    return new ResourceSet(
        dataPlanes,
        routes,
        backends,
        limits,
        services,
        slices,
        List.of(),
        secrets,
        Map.of(),
        ClusterRules.CLUSTER);
  }

  /** The same resources in another order. */
  ResourceSet shuffled(ResourceSet resources) {
    return new ResourceSet(
        shuffled(resources.dataPlanes()),
        shuffled(resources.routes()),
        shuffled(resources.backends()),
        shuffled(resources.limits()),
        shuffled(resources.services()),
        shuffled(resources.endpointSlices()),
        resources.configMaps(),
        shuffled(resources.secrets()),
        resources.namespaceLabels(),
        resources.rules());
  }

  GatewayRoute route(String namespace, String name) {
    return route(namespace, name, pick(CREATED));
  }

  /** Newer than all others. */
  GatewayRoute newRoute(String namespace, String name) {
    return route(namespace, name, "2026-02-01T00:00:00Z");
  }

  private GatewayRoute route(String namespace, String name, String created) {
    return read(
        GatewayRoute.class,
        namespace,
        name,
        created,
        "hostnames: ["
            + pick(
                "",
                "a.example",
                "a.example, '*.b.example'",
                "c.b.example",
                "'*.c.b.example', d.example",
                "'*.example'",
                "'*'",
                "'bad host'",
                "a.example, 'b:80'")
            + "], dataPlaneRefs: ["
            + pick("", "", "{name: plane-0}", "{name: plane-1, namespace: a}", "{name: absent}")
            + "], priority: "
            + pick("0", "0", "5", "-5", "5000")
            + ", suspend: "
            + pick("false", "false", "false", "true")
            + ", timeouts: {"
            + pick("", "request: 5s", "request: soon", "backendRequest: 1s")
            + "}, retry: {"
            + pick("", "", "attempts: 3", "codes: [200]")
            + "}, rules: ["
            + rule(0)
            + pick("", ", " + rule(1))
            + pick("", ", " + rule(2))
            + "]");
  }

  private String rule(int index) {
    String action =
        pick(
            "filters: [{type: DirectResponse, directResponse: {statusCode: 200, body: hi}}]",
            "filters: [{type: DirectResponse}]",
            "backendRefs: [{name: backend-0}]",
            "backendRefs: [{name: backend-1, namespace: b, weight: 3}, {name: backend-2}]",
            "backendRefs: [{name: absent, weight: " + pick("0", "1", "-1") + "}]",
            "backendRefs: [{name: backend-3}], filters: [{type: RequestHeaderModifier,"
                + " requestHeaderModifier: {set: [{name: "
                + pick("X-A", "Host", "'X A'")
                + ", value: '"
                + pick("1", "${client.ip}", "${nothing}")
                + "'}]}}]",
            "backendRefs: [{name: backend-0, weight: 9}, {name: backend-1}], split: {stickyBy: {"
                + pick("cookie: {name: v, ttl: 1h}", "header: X-User", "clientIP: true", "")
                + "}}",
            "filters: [{type: RequestRedirect, requestRedirect: {statusCode: "
                + pick("301", "308", "404")
                + ", path: {type: ReplaceFullPath, replaceFullPath: /there}}}]",
            "backendRefs: [{name: backend-0}], filters: [{type: URLRewrite, urlRewrite: {path:"
                + " {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}, {type: RequestMirror,"
                + " requestMirror: {backendRef: {name: "
                + pick("backend-1", "absent")
                + "}}}]",
            "filters: []");
    String match = pick("", "matches: [" + match() + pick("", ", " + match()) + "], ");
    return "{name: "
        + pick("rule-" + index, "same")
        + ", suspend: "
        + pick("false", "false", "false", "false", "true")
        + ", limits: {"
        + pick("", "", "maxBodyBytes: 1Ki", "maxBodyBytes: much")
        + "}, "
        + match
        + action
        + "}";
  }

  private String match() {
    return "{path: {"
        + pick(
            "value: /a",
            "value: /a/",
            "value: bad",
            "value: /a%2fb",
            "type: Exact, value: /a/b",
            "type: Glob, value: '/a/*'",
            "type: Glob, value: '/**/b'",
            "type: Glob, value: '/a**b'",
            "type: RegularExpression, value: '/a/[a-z]+'",
            "type: RegularExpression, value: '/(a'")
        + "}, headers: ["
        + pick("", "", "{name: X-A, value: '1'}", "{name: X-A, type: Present}", "{name: 'X A'}")
        + "], queryParams: ["
        + pick("", "", "{name: q, value: '1'}", "{name: q, type: Absent}")
        + "], cookies: ["
        + pick("", "", "", "{name: c, type: RegularExpression, value: '[0-9]+'}")
        + "], clientCIDRs: ["
        + pick("", "", "", "10.0.0.0/8", "nowhere")
        + "]}";
  }

  private DataPlane dataPlane(String namespace, String name) {
    return read(
        DataPlane.class,
        namespace,
        name,
        "default: "
            + pick("true", "false")
            + ", listeners: ["
            + pick("", "{name: a, port: 80}", "{name: a, port: 80}, {name: a, port: 81}")
            + "], allowedRoutes: {namespaces: {from: "
            + pick("All", "All", "Same", "Selector")
            + "}}, defaults: {timeouts: {"
            + pick("", "", "request: 30s", "request: 30 s")
            + "}}, overrides: {limits: {"
            + pick("", "", "maxBodyBytes: 1Mi", "maxBodyBytes: -1")
            + "}}, hostnameGrants: ["
            + pick(
                "",
                "",
                "{hostnames: [a.example], namespaces: [b]}",
                "{hostnames: ['*.b.example', d.example], namespaces: [a, c]}",
                "{hostnames: ['*'], namespaces: ['*']}, {hostnames: [a.example], namespaces: [a]}")
            + "]");
  }

  private ServiceBackend backend(String namespace, String name) {
    return read(
        ServiceBackend.class,
        namespace,
        name,
        "target: {"
            + pick(
                "static: [{address: 10.0.0.7, port: 80}]",
                "static: [{address: 127.0.0.1, port: 80}, {address: 10.0.0.8, port: 80}]",
                "service: {name: service-0, port: 80}",
                "service: {name: service-1, port: 81}",
                "service: {name: absent, port: 80}",
                "")
            + "}, allowedRoutes: {namespaces: {from: "
            + pick("All", "Same")
            + "}}, connection: {"
            + pick("", "connectTimeout: 1s", "connectTimeout: never")
            + "}, credentials: "
            + pick(
                "null",
                "null",
                "{}",
                "{bearer: {secretRef: {name: secret-0}}}",
                "{bearer: {secretRef: {name: secret-1, key: key}}}",
                "{basic: {secretRef: {name: secret-0}}}",
                "{apiKey: {header: X-Key, secretRef: {name: secret-1}}}",
                "{apiKey: {query: key, secretRef: {name: absent}}}"));
  }

  private RateLimitPolicy limits(String namespace, String name) {
    return read(
        RateLimitPolicy.class,
        namespace,
        name,
        "targetRefs: [{kind: "
            + pick(
                "GatewayRoute, name: route-0",
                "GatewayRoute, name: route-1, sectionName: rule-0",
                "GatewayRoute, name: route-2, namespace: a",
                "ServiceBackend, name: backend-1",
                "DataPlane, name: plane-0")
            + "}, {kind: "
            + pick("GatewayRoute, name: route-3", "DataPlane, name: plane-1", "DataPlane, name: no")
            + "}], mode: "
            + pick("Enforce", "Shadow")
            + ", limits: [{name: one, key: ["
            + pick(
                "", "{user: true}", "{clientIP: {}}, {header: X-Key}", "{claim: plan, user: true}")
            + "], when: ["
            + pick("", "", "{methods: [POST], path: {value: /a}}", "{clientCIDRs: [nowhere]}")
            + "], limit: {requests: "
            + pick("10", "20", "1000")
            + ", per: "
            + pick("1m", "1m", "1s", "1ms", "month")
            + "}, store: "
            + pick("Local", "Local", "Cluster", "Redis")
            + "}"
            + pick("", ", {name: two, concurrency: {max: 5}}", ", {name: one, limit: null}")
            + "]");
  }

  private Service service(String namespace, String name) {
    return read(
        Service.class,
        namespace,
        name,
        pick(
            "ports: [{name: http, port: 80}]",
            "ports: [{name: http, port: 80}]",
            "type: ExternalName"));
  }

  private Secret secret(String namespace, String name) {
    return parse(
        Secret.class,
        "{metadata: {namespace: "
            + namespace
            + ", name: "
            + name
            + "}, type: "
            + pick("Opaque", "Opaque", "Opaque", "helm.sh/release.v1")
            + ", data: {"
            + pick("a: YQ==", "token: YQ==", "token: Yg==", "token: YSBi")
            + pick("", ", key: YQ==", ", key: YgoK")
            + pick("", ", username: YQ==, password: Yg==")
            + "}}");
  }

  private EndpointSlice slice(String namespace, String service) {
    String yaml =
        "{metadata: {namespace: "
            + namespace
            + ", name: "
            + service
            + "-1, labels: {kubernetes.io/service-name: "
            + service
            + "}}, addressType: IPv4, ports: [{name: http, port: 8080}], endpoints: [{addresses:"
            + " [10.1.0."
            + random.nextInt(1, 255)
            + "]}, {addresses: [10.2.0."
            + random.nextInt(1, 255)
            + "], conditions: {ready: false}}]}";
    return parse(EndpointSlice.class, yaml);
  }

  private <T> T read(Class<T> type, String namespace, String name, String spec) {
    return read(type, namespace, name, pick(CREATED), spec);
  }

  private static <T> T read(
      Class<T> type, String namespace, String name, String created, String spec) {
    String metadata =
        "{namespace: "
            + namespace
            + ", name: "
            + name
            + ", generation: 3, creationTimestamp: \""
            + created
            + "\"}";
    return parse(type, "{metadata: " + metadata + ", spec: {" + spec + "}}");
  }

  private static <T> T parse(Class<T> type, String yaml) {
    try {
      JsonNode tree = TREES.get(yaml);
      if (tree == null) {
        tree = YAML.readTree(yaml);
        TREES.put(yaml, tree);
      }
      return YAML.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(yaml, e);
    }
  }

  private <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
