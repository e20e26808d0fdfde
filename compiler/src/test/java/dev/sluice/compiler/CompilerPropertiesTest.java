package dev.sluice.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compiler.diagnostic.ConditionType;
import dev.sluice.compiler.diagnostic.Diagnostic;
import dev.sluice.compiler.diagnostic.Reason;
import dev.sluice.compiler.diagnostic.ReportedCondition;
import dev.sluice.compiler.diagnostic.ResourceReport;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.resource.ObjectKeys;
import dev.sluice.compiler.resource.ResourceKind;
import dev.sluice.compiler.resource.ResourceRef;
import dev.sluice.compiler.resource.ResourceSet;
import dev.sluice.crds.GatewayRoute;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import dev.sluice.snapshot.SnapshotCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for all resources, tried on many random ones. */
final class CompilerPropertiesTest {
  private static final Set<Reason> OVERLAPS = Set.of(RouteReason.DUPLICATE, RouteReason.SHADOWED);
  private static final int SEEDS = 100;

  @Test
  void theSameResourcesInAnyOrderGiveTheSameBytes() {
    forAllSeeds(
        seed -> {
          RandomResources random = new RandomResources(seed);
          ResourceSet resources = random.some();
          LastGood lastGood =
              Compiler.compile(new RandomResources(seed + 1).some(), LastGood.NOTHING).lastGood();
          Compilation one = Compiler.compile(resources, lastGood);
          Compilation other = Compiler.compile(random.shuffled(resources), lastGood);
          assertThat(other).as("seed %d", seed).isEqualTo(one);
        });
  }

  @Test
  void equalResourcesThatAreOtherObjectsGiveTheSameBytes() {
    forAllSeeds(
        seed ->
            assertThat(Compiler.compile(new RandomResources(seed).some(), LastGood.NOTHING))
                .as("seed %d", seed)
                .isEqualTo(Compiler.compile(new RandomResources(seed).some(), LastGood.NOTHING)));
  }

  @Test
  void everyResourceHasOneReport() {
    forAllSeeds(
        seed -> {
          ResourceSet resources = new RandomResources(seed).some();
          Set<ResourceRef> expected = new HashSet<>();
          resources
              .dataPlanes()
              .forEach(it -> expected.add(ref(ResourceKind.DATA_PLANE, ObjectKeys.of(it))));
          resources
              .routes()
              .forEach(it -> expected.add(ref(ResourceKind.GATEWAY_ROUTE, ObjectKeys.of(it))));
          resources
              .backends()
              .forEach(it -> expected.add(ref(ResourceKind.SERVICE_BACKEND, ObjectKeys.of(it))));
          resources
              .limits()
              .forEach(it -> expected.add(ref(ResourceKind.RATE_LIMIT_POLICY, ObjectKeys.of(it))));
          List<ResourceReport> reports = Compiler.compile(resources, LastGood.NOTHING).reports();
          assertThat(reports)
              .extracting(ResourceReport::resource)
              .containsExactlyInAnyOrderElementsOf(expected)
              .isSorted();
          assertThat(reports).allSatisfy(report -> assertThat(report.generation()).isEqualTo(3));
        });
  }

  @Test
  void whatIsNotAcceptedOrResolvedSaysWhy() {
    forAllSeeds(
        seed -> {
          for (ResourceReport report :
              Compiler.compile(new RandomResources(seed).some(), LastGood.NOTHING).reports()) {
            boolean good =
                report.conditions().stream()
                    .filter(condition -> condition.type() != ConditionType.STALLED)
                    .allMatch(ReportedCondition::holds);
            assertThat(report.hasErrors()).as("%s", report).isEqualTo(!good);
            assertThat(report.conditions())
                .allSatisfy(it -> assertThat(it.reason()).matches("[A-Z][A-Za-z]+"))
                .filteredOn(it -> !it.holds())
                .allSatisfy(it -> assertThat(it.message()).contains("spec"));
          }
        });
  }

  @Test
  void aNewRouteChangesNoOtherSectionAndNoOtherReport() {
    forAllSeeds(
        seed -> {
          ResourceSet before = new RandomResources(seed).some();
          GatewayRoute more = new RandomResources(seed + 10_000).newRoute("a", "one-more");
          ResourceSet after = withRoutes(before, plus(before.routes(), more));
          Compilation one = Compiler.compile(before, LastGood.NOTHING);
          Compilation other = Compiler.compile(after, LastGood.NOTHING);
          assertThat(findings(other))
              .as("seed %d", seed)
              .containsAllEntriesOf(findings(one))
              .hasSize(one.reports().size() + 1);
          SectionKey own = new SectionKey(SectionKind.ROUTE, new ObjectKey("a", "one-more"));
          one.planes()
              .forEach(
                  (key, plane) -> {
                    Map<SectionKey, String> sections = hashes(other, key);
                    Map<SectionKey, String> kept = hashes(one, key);
                    // It grows by the entries that its new readers need.
                    kept.keySet().removeIf(each -> each.kind() == SectionKind.CREDENTIAL);
                    assertThat(sections).as("seed %d, %s", seed, key).containsAllEntriesOf(kept);
                    sections.keySet().removeAll(kept.keySet());
                    sections.remove(own);
                    assertThat(sections.keySet())
                        .as("backends that only the new route uses, and their secrets")
                        .allMatch(
                            added ->
                                added.kind() == SectionKind.BACKEND
                                    || added.kind() == SectionKind.CREDENTIAL);
                  });
        });
  }

  /** What each resource did wrong. That a more specific rule now takes its requests is no wrong. */
  private static Map<ResourceRef, List<Diagnostic>> findings(Compilation compilation) {
    return compilation.reports().stream()
        .collect(
            Collectors.toMap(
                ResourceReport::resource,
                report ->
                    report.diagnostics().stream()
                        .filter(found -> !OVERLAPS.contains(found.reason()))
                        .toList()));
  }

  @Test
  void aCacheChangesNothingButTheTime() {
    CompileCache cache = new CompileCache();
    LastGood lastGood = LastGood.NOTHING;
    Random random = new Random(5);
    ResourceSet resources = new RandomResources(1).some();
    for (int step = 0; step < SEEDS; step++) {
      resources =
          step % 3 == 0 ? new RandomResources(random.nextInt(50)).some() : edited(resources, step);
      Compilation cached = Compiler.compile(resources, lastGood, cache);
      assertThat(cached).as("step %d", step).isEqualTo(Compiler.compile(resources, lastGood));
      lastGood = cached.lastGood();
    }
  }

  @Test
  void aDeltaAppliedGivesTheFullSnapshot() {
    forAllSeeds(
        seed -> {
          Compilation from = Compiler.compile(new RandomResources(seed).some(), LastGood.NOTHING);
          Compilation to = Compiler.compile(new RandomResources(seed + 1).some(), from.lastGood());
          from.planes()
              .forEach(
                  (key, plane) -> {
                    EncodedSnapshot next = Objects.requireNonNull(to.planes().get(key)).encoded();
                    assertThat(plane.encoded().apply(next.deltaFrom(plane.encoded())))
                        .isEqualTo(next);
                  });
        });
  }

  @Test
  void snapshotAndBytesSayTheSame() {
    forAllSeeds(
        seed ->
            Compiler.compile(new RandomResources(seed).some(), LastGood.NOTHING)
                .planes()
                .values()
                .forEach(
                    plane -> {
                      assertThat(SnapshotCodec.decode(plane.encoded())).isEqualTo(plane.snapshot());
                      assertThat(SnapshotCodec.encode(plane.snapshot())).isEqualTo(plane.encoded());
                      assertThat(plane.endpoints())
                          .extracting(set -> set.backend())
                          .containsExactlyElementsOf(
                              plane.snapshot().backends().stream()
                                  .map(it -> it.backend())
                                  .toList());
                    }));
  }

  /** A route whose host names are all refused must not take the hosts of others. */
  @Test
  void noRouteTakesMoreHostsThanItNames() {
    forAllSeeds(
        seed -> {
          ResourceSet resources = new RandomResources(seed).some();
          Set<ObjectKey> forAllHosts = new HashSet<>();
          resources.routes().stream()
              .filter(
                  route ->
                      route.getSpec().hostnames().isEmpty()
                          || route.getSpec().hostnames().contains("*"))
              .forEach(route -> forAllHosts.add(ObjectKeys.of(route)));
          Compiler.compile(resources, LastGood.NOTHING).planes().values().stream()
              .flatMap(plane -> plane.snapshot().routes().stream())
              .filter(route -> route.hostnames().stream().anyMatch(it -> it.text().equals("*")))
              .map(RouteSection::route)
              .forEach(route -> assertThat(forAllHosts).contains(route));
        });
  }

  private static ResourceSet edited(ResourceSet resources, int step) {
    List<GatewayRoute> routes = new ArrayList<>(resources.routes());
    GatewayRoute old = routes.removeFirst();
    routes.add(
        new RandomResources(step + 77)
            .route(old.getMetadata().getNamespace(), old.getMetadata().getName()));
    return withRoutes(resources, routes);
  }

  private static List<GatewayRoute> plus(List<GatewayRoute> routes, GatewayRoute more) {
    List<GatewayRoute> all = new ArrayList<>(routes);
    all.add(more);
    return all;
  }

  private static ResourceSet withRoutes(ResourceSet resources, List<GatewayRoute> routes) {
    return new ResourceSet(
        resources.dataPlanes(),
        routes,
        resources.backends(),
        resources.limits(),
        resources.services(),
        resources.endpointSlices(),
        resources.configMaps(),
        resources.secrets(),
        resources.namespaceLabels(),
        resources.rules());
  }

  private static Map<SectionKey, String> hashes(Compilation compilation, ObjectKey plane) {
    Map<SectionKey, String> hashes = new HashMap<>();
    CompiledPlane compiled = compilation.planes().get(plane);
    if (compiled != null) {
      for (EncodedSection section : compiled.encoded().sections()) {
        hashes.put(section.key(), section.hash());
      }
    }
    return hashes;
  }

  private static ResourceRef ref(ResourceKind kind, ObjectKey key) {
    return new ResourceRef(kind, key);
  }

  private static void forAllSeeds(Consumer<Integer> property) {
    for (int seed = 0; seed < SEEDS; seed++) {
      property.accept(seed);
    }
  }
}
