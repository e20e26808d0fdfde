package dev.sluice.collect;

import dev.sluice.compiler.Endpoints;
import dev.sluice.compiler.resolve.BackendAddresses;
import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.resource.SecretSelection;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.crds.RateLimitPolicy;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster as informers see it. Keeps watching whatever happens to the API server; meanwhile
 * everything that was seen stays.
 */
public final class ClusterSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterSource.class);
  private static final String BY_SERVICE = "service";
  private static final long PATIENCE_SECONDS = 15;

  /** For a Secret that is referred to for the first time. */
  private static final Duration FIRST_READ = Duration.ofSeconds(2);

  private final ClusterRules rules;
  private final Consumer<Change> listener;
  private final Watched<DataPlane> dataPlanes;
  private final Watched<GatewayRoute> routes;
  private final Watched<ServiceBackend> backends;
  private final Watched<RateLimitPolicy> limits;
  private final Watched<Service> services;
  private final Watched<EndpointSlice> slices;
  private final Watched<Namespace> namespaces;
  private final Watched<ConfigMap> tables;
  private final Watched<ConfigMap> schemas;
  private final List<Watched<?>> all;
  private final ReferencedSecrets secrets;
  private final LabelledSecrets labelled;

  /**
   * @param listener called on threads of the client; must not wait
   */
  public ClusterSource(KubernetesClient client, ClusterRules rules, Consumer<Change> listener) {
    this.rules = rules;
    this.listener = listener;
    this.dataPlanes = ours(client, "dataplanes", DataPlane.class, ResourceKind.DATA_PLANE);
    this.routes = ours(client, "gatewayroutes", GatewayRoute.class, ResourceKind.GATEWAY_ROUTE);
    this.backends =
        ours(client, "servicebackends", ServiceBackend.class, ResourceKind.SERVICE_BACKEND);
    this.limits =
        ours(client, "ratelimitpolicies", RateLimitPolicy.class, ResourceKind.RATE_LIMIT_POLICY);
    this.services =
        new Watched<>(
            client,
            "services",
            Service.class,
            Optional.empty(),
            (before, now) -> before.getSpec().equals(now.getSpec()),
            this::serviceChanged,
            same -> {});
    this.slices =
        new Watched<>(
            client,
            "endpointslices",
            EndpointSlice.class,
            Optional.empty(),
            ServiceSlices::same,
            this::sliceChanged,
            same -> {});
    this.namespaces =
        new Watched<>(
            client,
            "namespaces",
            Namespace.class,
            Optional.empty(),
            (before, now) ->
                Objects.equals(before.getMetadata().getLabels(), now.getMetadata().getLabels()),
            changed -> configurationChanged(),
            same -> {});
    this.tables = labelled(client, "configmaps", SluiceApi.REGION_TABLE_LABEL);
    this.schemas = labelled(client, "configmaps with schemas", SluiceApi.JSON_SCHEMA_LABEL);
    this.secrets = new ReferencedSecrets(client, this::configurationChanged);
    this.labelled = new LabelledSecrets(client, this::configurationChanged);
    this.all =
        List.of(
            dataPlanes, routes, backends, limits, services, slices, namespaces, tables, schemas);
    backends.index(
        BY_SERVICE,
        backend -> Endpoints.serviceOf(backend).map(ClusterSource::join).stream().toList());
    slices.index(
        BY_SERVICE,
        slice -> ServiceSlices.serviceOf(slice).map(ClusterSource::join).stream().toList());
  }

  /** All other ConfigMaps stay in the API server: a cluster has many, and large ones. */
  private Watched<ConfigMap> labelled(KubernetesClient client, String name, String label) {
    return new Watched<>(
        client,
        name,
        ConfigMap.class,
        Optional.of(label),
        (before, now) -> Objects.equals(before.getData(), now.getData()),
        changed -> configurationChanged(),
        same -> {});
  }

  private <T extends HasMetadata> Watched<T> ours(
      KubernetesClient client, String plural, Class<T> type, ResourceKind kind) {
    return new Watched<>(
        client,
        plural,
        type,
        Optional.empty(),
        (before, now) ->
            Objects.equals(before.getMetadata().getGeneration(), now.getMetadata().getGeneration())
                && Objects.equals(
                    before.getMetadata().getDeletionTimestamp(),
                    now.getMetadata().getDeletionTimestamp()),
        changed -> configurationChanged(),
        same -> listener.accept(new Change.Status(new ResourceRef(kind, ObjectKeys.of(same)))));
  }

  /** Returns when everything was listed once. Waits for an API server that is away. */
  public void start() throws InterruptedException {
    secrets.start();
    labelled.start();
    List<CompletableFuture<Void>> starting =
        all.stream().map(kind -> kind.start().toCompletableFuture()).toList();
    CompletableFuture<Void> synced =
        CompletableFuture.allOf(starting.toArray(new CompletableFuture<?>[0]));
    while (true) {
      try {
        synced.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        LOG.warn(
            "still waiting for the first list of {}",
            all.stream().filter(kind -> !kind.hasSynced()).map(Watched::plural).toList());
      } catch (ExecutionException e) {
        throw new KubernetesClientException("cannot watch: " + e.getCause(), e.getCause());
      }
    }
  }

  /**
   * Says which Secrets are referred to: those are read, and no others. Waits a while for new ones,
   * so that a reference to a Secret that exists never is reported as one to nothing.
   *
   * @return whether there is something new to {@link #collect}
   */
  public boolean want(Set<ObjectKey> wanted, Set<SecretSelection> selected) {
    boolean learned = secrets.want(wanted, FIRST_READ);
    return labelled.want(selected) || learned;
  }

  public Collected collect() {
    Map<String, Long> seen = new HashMap<>();
    all.forEach(kind -> seen.put(kind.plural(), kind.seen()));
    Map<String, Map<String, String>> labels = new HashMap<>();
    for (Namespace namespace : namespaces.list()) {
      labels.put(
          namespace.getMetadata().getName(),
          Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of()));
    }
    return new Collected(
        new ResourceSet(
            dataPlanes.list(),
            routes.list(),
            backends.list(),
            limits.list(),
            services.list(),
            slices.list(),
            Stream.concat(tables.list().stream(), schemas.list().stream()).toList(),
            Stream.concat(labelled.list().stream(), secrets.list().stream()).toList(),
            secrets.unreadable(),
            labelled.unlisted(),
            labels,
            rules),
        seen);
  }

  /**
   * Where the backends of a Service are now.
   *
   * @param addresses of the resources that were compiled last
   */
  public List<EndpointSet> endpoints(ObjectKey service, BackendAddresses addresses) {
    Optional<Service> found = services.get(service);
    List<EndpointSlice> belonging = slices.byIndex(BY_SERVICE, join(service));
    return backends.byIndex(BY_SERVICE, join(service)).stream()
        .map(backend -> Endpoints.of(backend, found, belonging, addresses))
        .toList();
  }

  /** Up to where changes of endpoints have been told to the listener. */
  public Map<String, Long> toldOfEndpoints() {
    return Map.of(slices.plural(), slices.handled());
  }

  public Optional<DataPlane> dataPlane(ObjectKey key) {
    return dataPlanes.get(key);
  }

  public Optional<GatewayRoute> route(ObjectKey key) {
    return routes.get(key);
  }

  public Optional<ServiceBackend> backend(ObjectKey key) {
    return backends.get(key);
  }

  public Optional<RateLimitPolicy> limits(ObjectKey key) {
    return limits.get(key);
  }

  /** Whether all watches are up: else what is known may be old. */
  public boolean isWatching() {
    return all.stream().allMatch(Watched::isWatching);
  }

  /**
   * Asks the API server whether there is really nothing new in the kinds of which somebody has seen
   * more than this. A watch on which nothing happens does not move on by itself.
   */
  public void catchUp(Map<String, Long> floor) {
    for (Watched<?> kind : all) {
      if (kind.seen() < floor.getOrDefault(kind.plural(), 0L)) {
        kind.confirm();
      }
    }
  }

  private void configurationChanged() {
    listener.accept(new Change.Configuration());
  }

  /** A Service that no backend names is none of our business. */
  private void serviceChanged(Service service) {
    if (isReferenced(ObjectKeys.of(service))) {
      configurationChanged();
    }
  }

  private void sliceChanged(EndpointSlice slice) {
    ServiceSlices.serviceOf(slice)
        .filter(this::isReferenced)
        .ifPresent(service -> listener.accept(new Change.Endpoints(service)));
  }

  private boolean isReferenced(ObjectKey service) {
    return !backends.byIndex(BY_SERVICE, join(service)).isEmpty();
  }

  /** Neither part of a key can contain a slash. */
  private static String join(ObjectKey key) {
    return key.namespace() + "/" + key.name();
  }

  @Override
  public void close() {
    secrets.close();
    labelled.close();
    all.forEach(Watched::close);
  }
}
