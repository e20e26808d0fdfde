package dev.sluice.compiler;

import dev.sluice.compiler.CompileCache.Part;
import dev.sluice.compiler.CompileCache.RoutePart;
import dev.sluice.compiler.OverlapCompilation.Lost;
import dev.sluice.compiler.diagnostic.Conditions;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.resolve.AuthoriserBackends;
import dev.sluice.compiler.resolve.BackendAddresses;
import dev.sluice.compiler.resolve.DataPlaneResolver;
import dev.sluice.compiler.resolve.FeedIndex;
import dev.sluice.compiler.resolve.LabelledTexts;
import dev.sluice.compiler.resolve.ResourceIndex;
import dev.sluice.compiler.resolve.SchemaIndex;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.compiler.secret.SecretIndex;
import dev.sluice.compiler.translate.GatewayTranslation;
import dev.sluice.crds.DataPlane;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.DialRules;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.JsonSchema;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimitSection;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SecretSection;
import dev.sluice.snapshot.Snapshot;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Resources to snapshots and reports: a pure function. The same input gives the same bytes, in any
 * order; there is no clock, network, randomness or logger behind it; it never throws for what a
 * resource says.
 *
 * <p>Every object is compiled by itself, from its own content and from what it asks of others, so
 * that one bad object touches no other.
 */
public final class Compiler {
  private final ResourceSet resources;
  private final LastGood lastGood;
  private final CompileCache cache;
  private final SecretIndex secrets;
  private final SecretCompilation secretCompilation;
  private final LabelledTexts texts;
  private final List<ResourceReport> reports = new ArrayList<>();
  private final Map<ObjectKey, List<RoutePart>> routesOfPlane = new HashMap<>();

  private Compiler(ResourceSet resources, LastGood lastGood, CompileCache cache) {
    this.resources = resources;
    this.lastGood = lastGood;
    this.cache = cache;
    this.secrets = new SecretIndex(resources, lastGood, cache.judgedSecrets);
    this.secretCompilation = new SecretCompilation(secrets, cache.secrets);
    this.texts =
        new LabelledTexts(
            new FeedIndex(resources, lastGood, cache.readFeeds),
            new SchemaIndex(resources, lastGood, cache.judgedSchemas));
  }

  public static Compilation compile(ResourceSet resources, LastGood lastGood) {
    return compile(resources, lastGood, new CompileCache());
  }

  /**
   * @param cache of earlier compilations, by the same thread
   */
  public static Compilation compile(ResourceSet resources, LastGood lastGood, CompileCache cache) {
    return new Compiler(resources, lastGood, cache).compile();
  }

  private Compilation compile() {
    ResourceIndex index = new ResourceIndex(resources, lastGood, secrets, texts, cache.hostClaims);
    RouteCompilation routes = new RouteCompilation(index, cache.routes);
    SequencedMap<ObjectKey, CompileCache.Route> compiled =
        LinkedHashMap.newLinkedHashMap(resources.routes().size());
    // Sorted once: all that is made from them finds them in order.
    for (NamedRoute named : sorted(resources.routes())) {
      CompileCache.Route one = routes.compile(named.key(), named.route());
      compiled.put(named.key(), one);
      for (CompileCache.PlanePart plane : one.planes()) {
        plane
            .part()
            .ifPresent(
                part ->
                    routesOfPlane
                        .computeIfAbsent(plane.dataPlane(), key -> new ArrayList<>())
                        .add(part));
      }
    }
    reportRoutes(compiled);
    BackendAddresses addresses = BackendAddresses.of(resources);
    BackendCompilation backends =
        new BackendCompilation(resources, index, lastGood, addresses, secrets, cache);
    reports.addAll(backends.reports());
    LimitCompilation limits = new LimitCompilation(resources, compiled, lastGood, cache);
    SortedMap<ObjectKey, CompiledPlane> planes = new TreeMap<>();
    for (DataPlane dataPlane : resources.dataPlanes()) {
      planes.put(ObjectKeys.of(dataPlane), compile(dataPlane, index, backends, limits, addresses));
    }
    reports.addAll(limits.reports());
    texts.keep();
    cache.turn();
    reports.sort(Comparator.comparing(ResourceReport::resource));
    return new Compilation(planes, reports, secrets.asked(), secrets.selections());
  }

  private record NamedRoute(ObjectKey key, GatewayRoute route) {}

  private static List<NamedRoute> sorted(List<GatewayRoute> routes) {
    List<NamedRoute> named = new ArrayList<>(routes.size());
    routes.forEach(route -> named.add(new NamedRoute(ObjectKeys.of(route), route)));
    named.sort(Comparator.comparing(NamedRoute::key));
    return named;
  }

  /** Each by itself, but for rules that others leave nothing to do. */
  private void reportRoutes(SequencedMap<ObjectKey, CompileCache.Route> routes) {
    OverlapCompilation overlaps = new OverlapCompilation(cache);
    Map<ObjectKey, Map<ObjectKey, SortedMap<Integer, List<Lost>>>> lost = new HashMap<>();
    routesOfPlane.forEach(
        (plane, parts) ->
            overlaps
                .judge(plane, parts.stream().map(each -> each.part().section()).toList())
                .forEach(
                    (route, rules) ->
                        lost.computeIfAbsent(route, key -> new HashMap<>()).put(plane, rules)));
    routes.forEach(
        (key, route) -> {
          var here = lost.get(key);
          reports.add(here == null ? route.report() : RouteReport.of(key, route, here));
        });
  }

  private CompiledPlane compile(
      DataPlane dataPlane,
      ResourceIndex index,
      BackendCompilation backends,
      LimitCompilation limits,
      BackendAddresses addresses) {
    ObjectKey key = ObjectKeys.of(dataPlane);
    GatewaySection gateway = gateway(key, dataPlane, index, addresses.dialRules());
    List<RoutePart> parts = routesOfPlane.getOrDefault(key, List.of());
    List<Part<RouteSection>> routes = parts.stream().map(RoutePart::part).toList();
    Set<ObjectKey> distinct = new HashSet<>(UsedBackends.of(gateway));
    parts.forEach(part -> distinct.addAll(part.backends()));
    List<ObjectKey> used =
        UsedBackends.withAllBehind(distinct, backend -> backends.section(backend).section())
            .stream()
            .sorted()
            .toList();

    List<BackendSection> usedSections =
        used.stream().map(backend -> backends.section(backend).section()).toList();
    List<Part<SecretSection>> held = secretCompilation.of(gateway, usedSections);
    List<Part<NetworkFeed>> usedFeeds = feeds(parts);
    List<Part<JsonSchema>> usedSchemas = schemas(parts);

    List<Part<RateLimitSection>> usedLimits = limits.at(key, gateway, Set.copyOf(used));

    List<EncodedSection> encoded = new ArrayList<>();
    encoded.add(SnapshotCodec.encode(gateway));
    routes.forEach(route -> encoded.add(route.encoded()));
    used.forEach(backend -> encoded.add(backends.section(backend).encoded()));
    held.forEach(secret -> encoded.add(secret.encoded()));
    usedFeeds.forEach(feed -> encoded.add(feed.encoded()));
    usedSchemas.forEach(schema -> encoded.add(schema.encoded()));
    usedLimits.forEach(policy -> encoded.add(policy.encoded()));
    List<EndpointSet> endpoints = used.stream().map(backends::endpoints).toList();
    Snapshot snapshot =
        new Snapshot(
            gateway,
            routes.stream().map(Part::section).toList(),
            usedSections,
            held.stream().map(Part::section).toList(),
            usedFeeds.stream().map(Part::section).toList(),
            usedSchemas.stream().map(Part::section).toList(),
            usedLimits.stream().map(Part::section).toList());
    return new CompiledPlane(snapshot, SnapshotCodec.seal(encoded), endpoints);
  }

  /** Those that the routes ask for and that hold something; sorted. */
  private List<Part<NetworkFeed>> feeds(List<RoutePart> routes) {
    SortedSet<ObjectKey> used = new TreeSet<>();
    routes.forEach(route -> used.addAll(route.feeds()));
    return used.stream()
        .flatMap(feed -> texts.networks().served(feed).stream())
        .map(
            feed ->
                cache.feeds.get(
                    feed.feed(),
                    earlier -> earlier.section() == feed,
                    () -> new Part<>(feed, SnapshotCodec.encode(feed))))
        .toList();
  }

  /** Those that the routes ask for and that were ever good; sorted. */
  private List<Part<JsonSchema>> schemas(List<RoutePart> routes) {
    SortedSet<ObjectKey> used = new TreeSet<>();
    routes.forEach(route -> used.addAll(route.schemas()));
    return used.stream()
        .flatMap(schema -> texts.schemas().served(schema).stream())
        .map(
            schema ->
                cache.schemas.get(
                    schema.schema(),
                    earlier -> earlier.section() == schema,
                    () -> new Part<>(schema, SnapshotCodec.encode(schema))))
        .toList();
  }

  private GatewaySection gateway(
      ObjectKey key, DataPlane dataPlane, ResourceIndex index, DialRules dial) {
    DataPlaneResolver.Resolution resolution =
        DataPlaneResolver.resolve(dataPlane, resources.rules(), secrets, texts);
    GatewaySection written = GatewayTranslation.translate(resolution.dataPlane(), dial);
    Optional<GatewaySection> before =
        resolution.isWhole()
            ? Optional.empty()
            : lastGood
                .gateway(key)
                .filter(kept -> secretCompilation.isServed(UsedSecrets.of(kept)))
                .map(kept -> kept.with(dial));
    GatewaySection served = before.orElse(written);
    AuthoriserBackends authorisers = new AuthoriserBackends(dataPlane, index);
    GatewaySection usable = served.with(authorisers.usable(served.identities()));
    List<Diagnostic> found = new ArrayList<>(resolution.diagnostics());
    found.addAll(authorisers.found());
    reports.add(
        new ResourceReport(
            new ResourceRef(ResourceKind.DATA_PLANE, key),
            Generation.of(dataPlane),
            // What was served before may be the usable part of the same broken resource.
            Conditions.of(found, !served.equals(written) || resolution.keepsSecrets()),
            List.of(),
            found));
    return usable;
  }
}
