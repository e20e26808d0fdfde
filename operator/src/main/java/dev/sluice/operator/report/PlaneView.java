package dev.sluice.operator.report;

import dev.sluice.crds.DataPlaneStatus.RedisHealth;
import dev.sluice.operator.provision.Provisioned;
import dev.sluice.operator.publish.PlaneInstance;
import dev.sluice.operator.publish.PlaneStates;
import dev.sluice.operator.publish.Publication;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Held;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.ProviderState;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.StoreState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One data plane at one moment: what it should serve and what its ready replicas say they serve.
 *
 * <p>A replica is ready when it is connected, serves something and does not drain. The Deployment's
 * own count of ready pods is shown too, but it is no evidence of what they serve; where no kubelet
 * runs the pods it does not exist.
 *
 * @param wanted hashes of the sections that it should serve
 * @param version that it should serve, empty before the first publication
 */
record PlaneView(
    ObjectKey dataPlane,
    String version,
    Map<SectionKey, String> wanted,
    List<Replica> replicas,
    @Nullable Provisioned provisioned) {

  /** How long after a newer version was published a replica may still serve the one before. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * A ready replica.
   *
   * @param serves hashes of the sections of its version; empty when the version is not known here
   * @param providers how it does with the keys that it fetches
   * @param store whether it can count limits together with others
   * @param lags it had time enough to take the newest version, and has not
   */
  record Replica(
      String name,
      String version,
      Map<SectionKey, String> serves,
      boolean lags,
      List<Refusal> refusals,
      List<ProviderState> providers,
      StoreState store) {

    Optional<Refusal> refusal(SectionKey section) {
      return refusals.stream().filter(refusal -> refusal.section().equals(section)).findFirst();
    }

    boolean serves(SectionKey section, String hash) {
      return hash.equals(serves.get(section));
    }
  }

  static PlaneView of(
      ObjectKey dataPlane,
      Publisher publisher,
      PlaneStates states,
      @Nullable Provisioned provisioned) {
    Optional<Publication> publication = publisher.published(dataPlane);
    String version = publication.map(p -> p.snapshot().version()).orElse("");
    Map<SectionKey, String> wanted = publication.map(p -> hashes(p.snapshot())).orElse(Map.of());
    Map<String, Map<SectionKey, String>> known = new HashMap<>(Map.of(version, wanted));
    List<Replica> replicas =
        states.of(dataPlane).stream()
            .filter(PlaneInstance::ready)
            .map(instance -> replica(dataPlane, publisher, instance, version, wanted, known))
            .toList();
    return new PlaneView(dataPlane, version, wanted, replicas, provisioned);
  }

  private static Replica replica(
      ObjectKey dataPlane,
      Publisher publisher,
      PlaneInstance instance,
      String version,
      Map<SectionKey, String> wanted,
      Map<String, Map<SectionKey, String>> known) {
    String held =
        instance.held() instanceof Held.Configuration configuration ? configuration.version() : "";
    Map<SectionKey, String> serves =
        known.computeIfAbsent(
            held,
            other -> publisher.find(dataPlane, other).map(PlaneView::hashes).orElse(Map.of()));
    boolean lags =
        !held.equals(version)
            && publisher
                .supersededFor(dataPlane, held)
                .map(since -> since.compareTo(PATIENCE) > 0)
                .orElse(true)
            && !servesAllButRefused(serves, wanted, instance.refusals());
    return new Replica(
        instance.name(),
        held,
        serves,
        lags,
        instance.refusals(),
        instance.providers(),
        instance.store());
  }

  /** What is refused is a fault of its resource, told there; the rest is up to date. */
  private static boolean servesAllButRefused(
      Map<SectionKey, String> serves, Map<SectionKey, String> wanted, List<Refusal> refusals) {
    if (refusals.isEmpty() || serves.isEmpty()) {
      return false;
    }
    List<SectionKey> refused = refusals.stream().map(Refusal::section).toList();
    return wanted.entrySet().stream()
        .allMatch(
            section ->
                section.getValue().equals(serves.get(section.getKey()))
                    || refused.contains(section.getKey()));
  }

  private static Map<SectionKey, String> hashes(EncodedSnapshot snapshot) {
    Map<SectionKey, String> hashes = new HashMap<>();
    snapshot.sections().forEach(section -> hashes.put(section.key(), section.hash()));
    return hashes;
  }

  /** Whether the store answers in which limits are counted; empty: nobody says. */
  Optional<RedisHealth> store() {
    return StoreStates.of(replicas.stream().map(Replica::store).toList());
  }

  boolean scaledToZero() {
    return provisioned != null && provisioned.desired() == 0 && replicas.isEmpty();
  }

  boolean settled() {
    return replicas.stream().allMatch(replica -> replica.version().equals(version));
  }
}
