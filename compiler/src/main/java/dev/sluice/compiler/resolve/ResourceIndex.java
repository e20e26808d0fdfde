package dev.sluice.compiler.resolve;

import dev.sluice.compiler.resource.ClusterRules;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.DataPlaneSpec;
import dev.sluice.crds.ListenerSpec.Protocol;
import dev.sluice.crds.ServiceBackend;
import dev.sluice.crds.ServiceBackendSpec;
import dev.sluice.crds.SluiceApi;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What routes and backends may ask about other resources, ready to be looked up. */
public final class ResourceIndex {
  /** Every namespace carries its own name in this label, whoever made it. */
  private static final String NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

  private final Map<ObjectKey, Consent> dataPlanes = new HashMap<>();
  private final Set<ObjectKey> https = new HashSet<>();
  private final Map<ObjectKey, PlaneTerms> terms = new HashMap<>();
  private final Map<ObjectKey, BackendTerms> backends = new HashMap<>();
  private final Map<ObjectKey, Map<String, String>> configMaps = new HashMap<>();
  private final Optional<ObjectKey> defaultDataPlane;
  private final Map<String, Map<String, String>> namespaceLabels;
  private final Map<String, Map<String, String>> labels = new HashMap<>();
  private final BackendLinks links;
  private final LastGood lastGood;
  private final HostClaims hostClaims;
  private final LabelledTexts texts;

  /**
   * @param earlierClaims of earlier compilations
   */
  public ResourceIndex(
      ResourceSet resources,
      LastGood lastGood,
      SecretIndex secrets,
      LabelledTexts texts,
      EarlierClaims earlierClaims) {
    this.texts = texts;
    this.namespaceLabels = resources.namespaceLabels();
    for (DataPlane dataPlane : resources.dataPlanes()) {
      DataPlaneSpec spec = dataPlane.getSpec();
      dataPlanes.put(
          ObjectKeys.of(dataPlane), Consent.of(spec == null ? null : spec.allowedRoutes()));
      if (spec != null
          && spec.listeners().stream().anyMatch(each -> each.protocol() == Protocol.HTTPS)) {
        https.add(ObjectKeys.of(dataPlane));
      }
      terms.put(
          ObjectKeys.of(dataPlane), terms(dataPlane, resources.rules(), secrets, texts, lastGood));
    }
    Map<ObjectKey, Service> services = new HashMap<>();
    resources.services().forEach(service -> services.put(ObjectKeys.of(service), service));
    Map<ObjectKey, ServiceBackend> written = new HashMap<>();
    for (ServiceBackend backend : resources.backends()) {
      ServiceBackendSpec spec = backend.getSpec();
      written.put(ObjectKeys.of(backend), backend);
      backends.put(
          ObjectKeys.of(backend),
          new BackendTerms(
              Consent.of(spec == null ? null : spec.allowedRoutes()),
              ServiceLookup.of(backend, services::get)));
    }
    for (ConfigMap configMap : resources.configMaps()) {
      Map<String, String> labels = configMap.getMetadata().getLabels();
      if (labels != null && labels.containsKey(SluiceApi.REGION_TABLE_LABEL)) {
        configMaps.put(
            ObjectKeys.of(configMap), Objects.requireNonNullElse(configMap.getData(), Map.of()));
      }
    }
    this.defaultDataPlane =
        resources.dataPlanes().stream()
            .filter(ResourceIndex::isDefault)
            .min(Comparator.comparingLong(Creation::of).thenComparing(ObjectKeys::of))
            .map(ObjectKeys::of);
    this.links = new BackendLinks(written, this::mayRefer);
    this.lastGood = lastGood;
    this.hostClaims =
        new HostClaims(resources, defaultDataPlane, this::takes, lastGood, earlierClaims);
  }

  private boolean takes(ObjectKey dataPlane, String namespace) {
    Consent consent = dataPlanes.get(dataPlane);
    return consent != null && consent.allows(dataPlane.namespace(), namespace, labels(namespace));
  }

  private boolean mayRefer(ObjectKey from, ObjectKey to) {
    BackendTerms terms = backends.get(to);
    return terms != null
        && terms.consent().allows(to.namespace(), from.namespace(), labels(from.namespace()));
  }

  /**
   * What counts of a backend for routes: neither its settings nor its pods.
   *
   * @param service whether its Service can be followed
   */
  record BackendTerms(Consent consent, ServiceLookup service) {}

  /**
   * A value of a ConfigMap.
   *
   * @param text empty if the ConfigMap has no such key
   */
  record ConfigText(Optional<String> text) {}

  Object answer(Surroundings.Question question) {
    return switch (question) {
      case Surroundings.Question.DataPlaneTerms(ObjectKey key) ->
          Optional.ofNullable(dataPlanes.get(key));
      case Surroundings.Question.DefaultDataPlane() -> defaultDataPlane;
      case Surroundings.Question.TermsOfBackend(ObjectKey key) ->
          Optional.ofNullable(backends.get(key));
      case Surroundings.Question.WayBack(ObjectKey from, ObjectKey over) ->
          links.wayBack(from, over);
      case Surroundings.Question.SpeaksHttps(ObjectKey key) -> https.contains(key);
      case Surroundings.Question.TermsOfDataPlane(ObjectKey key) -> terms(key);
      case Surroundings.Question.TextOfConfigMap(ObjectKey key, String entry) ->
          Optional.ofNullable(configMaps.get(key))
              .map(data -> new ConfigText(Optional.ofNullable(data.get(entry))));
      case Surroundings.Question.StateOfSchema(ObjectKey schema) -> texts.schemas().state(schema);
      case Surroundings.Question.StateOfFeed(ObjectKey feed) -> texts.networks().state(feed);
      case Surroundings.Question.NamespaceLabels(String namespace) -> labels(namespace);
      case Surroundings.Question.ServedBefore(ObjectKey plane, ObjectKey route, long created) ->
          lastGood.route(plane, route, created);
      case Surroundings.Question.HostOwner(ObjectKey plane, HostClaim claim) ->
          hostClaims.verdict(plane, claim);
    };
  }

  PlaneTerms terms(ObjectKey dataPlane) {
    return terms.getOrDefault(dataPlane, PlaneTerms.NONE);
  }

  /** Like the rest of a DataPlane: as served before, while what is written cannot be used. */
  private static PlaneTerms terms(
      DataPlane dataPlane,
      ClusterRules rules,
      SecretIndex secrets,
      LabelledTexts texts,
      LastGood lastGood) {
    DataPlaneResolver.Resolution resolution =
        DataPlaneResolver.resolve(dataPlane, rules, secrets, texts);
    Optional<GatewaySection> before =
        resolution.isWhole() ? Optional.empty() : lastGood.gateway(ObjectKeys.of(dataPlane));
    ResolvedDataPlane written = resolution.dataPlane();
    return PlaneTerms.of(
        before.map(GatewaySection::policies).orElse(written.policies()),
        requiresAuthentication(dataPlane),
        before.map(GatewaySection::identities).orElse(written.identities()));
  }

  /** Not kept from before: whoever writes it wants it now. */
  private static boolean requiresAuthentication(DataPlane dataPlane) {
    DataPlaneSpec spec = dataPlane.getSpec();
    return spec != null
        && spec.authentication() != null
        && Boolean.TRUE.equals(spec.authentication().required());
  }

  Map<String, String> labels(String namespace) {
    return labels.computeIfAbsent(
        namespace,
        name -> {
          Map<String, String> all = new HashMap<>(namespaceLabels.getOrDefault(name, Map.of()));
          all.put(NAMESPACE_NAME_LABEL, name);
          return Map.copyOf(all);
        });
  }

  private static boolean isDefault(DataPlane dataPlane) {
    DataPlaneSpec spec = dataPlane.getSpec();
    return spec != null && Boolean.TRUE.equals(spec.isDefault());
  }
}
