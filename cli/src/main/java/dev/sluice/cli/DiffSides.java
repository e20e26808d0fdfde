package dev.sluice.cli;

import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.yaml.LoadedObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code diff} compares: two directories, or a cluster and a directory. */
final class DiffSides {
  /** The name of a side that stands for {@code --kubeconfig}. */
  static final String CLUSTER = "cluster";

  @Mixin private ClusterOptions cluster;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description =
          "With a cluster: the directory holds all resources of this namespace and none of others;"
              + " may be repeated. Default: the directory holds those of all namespaces.")
  private List<String> namespaces = List.of();

  @Option(
      names = "--cluster-rules",
      description = "Judge both sides as a cluster does; always so when one of them is a cluster.")
  private boolean clusterRules;

  @SuppressWarnings("NullAway.Init") // picocli fills the fields.
  DiffSides() {}

  /**
   * Both sides, judged alike.
   *
   * @param endpoints whether the endpoints of both are a matter of configuration
   */
  record Both(Compiled before, Compiled now, boolean endpoints) {}

  /**
   * @throws UserError if a side cannot be read
   */
  Both load(String before, String now) {
    boolean oldIsCluster = isCluster(before);
    boolean newIsCluster = isCluster(now);
    if (oldIsCluster && newIsCluster) {
      throw UserError.ofUsage("both sides are the cluster: name a directory for one of them.");
    }
    if (cluster.given() && !oldIsCluster && !newIsCluster) {
      throw UserError.ofUsage("--kubeconfig is given: write " + CLUSTER + " for OLD or NEW.");
    }
    if (!oldIsCluster && !newIsCluster) {
      return new Both(
          compiled(files(before), clusterRules), compiled(files(now), clusterRules), true);
    }
    Resources files = files(oldIsCluster ? now : before);
    // Secrets seldom stand in repositories: those that the files refer to are the cluster's.
    Resources live = cluster.load(files.secretsReferredTo(), files.secretsSelected());
    Resources asIfApplied =
        new Resources(
            applied(live, files),
            files.problems(),
            live.unreadableSecrets(),
            live.unlistedSecrets());
    return oldIsCluster
        ? new Both(compiled(live, true), compiled(asIfApplied, true), false)
        : new Both(compiled(asIfApplied, true), compiled(live, true), false);
  }

  private boolean isCluster(String side) {
    return side.equals(CLUSTER) && cluster.given();
  }

  private static Resources files(String directory) {
    return Resources.load(ResourceArguments.checked(List.of(Path.of(directory))));
  }

  private static Compiled compiled(Resources resources, boolean clusterRules) {
    return resources.compile(clusterRules, LastGood.NOTHING, new CompileCache());
  }

  /** What the cluster would have if the directory were all that is written there by people. */
  private List<LoadedObject> applied(Resources live, Resources files) {
    Map<String, HasMetadata> known = new HashMap<>();
    live.objects().forEach(each -> known.put(identity(each), each.object()));
    List<LoadedObject> objects = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (LoadedObject each : files.objects()) {
      written.add(identity(each));
      objects.add(dated(each, known.get(identity(each))));
    }
    for (LoadedObject each : live.objects()) {
      boolean stays =
          isSurrounding(each.object())
              || (!namespaces.isEmpty() && !namespaces.contains(each.namespace()));
      if (stays && !written.contains(identity(each))) {
        objects.add(each);
      }
    }
    return objects;
  }

  /** An object that is there keeps its age; a new one is the youngest, as it would be. */
  private static LoadedObject dated(LoadedObject file, @Nullable HasMetadata live) {
    file.object()
        .getMetadata()
        .setCreationTimestamp(
            live == null ? Instant.now().toString() : live.getMetadata().getCreationTimestamp());
    return file;
  }

  /** What repositories of routes rarely hold, and clusters make by themselves. */
  private static boolean isSurrounding(HasMetadata object) {
    return object instanceof Service
        || object instanceof EndpointSlice
        || object instanceof Namespace
        || object instanceof Secret;
  }

  private static String identity(LoadedObject object) {
    String namespace =
        object.object() instanceof Namespace || !object.namespace().isEmpty()
            ? object.namespace()
            : "default";
    return object.kind() + " " + namespace + "/" + object.name();
  }
}
