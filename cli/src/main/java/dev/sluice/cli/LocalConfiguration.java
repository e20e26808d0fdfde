package dev.sluice.cli;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.Problem;
import dev.sluice.crds.DataPlane;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SnapshotCodec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the directories say the one data plane of this process should serve. Tells what is wrong
 * with them once, and remembers what was served last. Used by one thread at a time.
 */
final class LocalConfiguration {
  private final KeptResources files;
  private final boolean clusterRules;
  private final String wanted;
  private final ListenerPorts ports;
  private final PrintWriter messages;
  private final CompileCache cache = new CompileCache();

  private LastGood lastGood = LastGood.NOTHING;
  private Set<Problem> told = Set.of();

  /**
   * @param wanted {@code namespace/name} of the data plane to be, or empty
   * @param ports instead of the resource's
   * @param messages where problems are printed
   */
  LocalConfiguration(
      KeptResources files,
      boolean clusterRules,
      String wanted,
      ListenerPorts ports,
      PrintWriter messages) {
    this.files = files;
    this.clusterRules = clusterRules;
    this.wanted = wanted;
    this.ports = ports;
    this.messages = messages;
  }

  /**
   * What to serve.
   *
   * @param snapshot the plane's, with ports overridden
   */
  record Loaded(Compilation compilation, CompiledPlane plane, EncodedSnapshot snapshot) {}

  /**
   * Reads and compiles.
   *
   * @throws UserError if there is no data plane to be
   */
  Loaded load() {
    Resources resources = files.load();
    Compiled compiled = resources.compile(clusterRules, lastGood, cache);
    tell(compiled.problems());
    CompiledPlane plane = choose(resources, compiled.compilation());
    return new Loaded(compiled.compilation(), plane, withPorts(plane));
  }

  /** It serves: what breaks later falls back to this. */
  void served(Loaded loaded) {
    lastGood = loaded.compilation.lastGood();
  }

  void say(String message) {
    messages.println(message);
    messages.flush();
  }

  /** What is new; what was told before is not said again on every save. */
  private void tell(List<Problem> problems) {
    for (Problem problem : problems) {
      if (!told.contains(problem)) {
        say(problem.toString());
      }
    }
    if (problems.isEmpty() && !told.isEmpty()) {
      say("all problems are mended");
    }
    told = new HashSet<>(problems);
  }

  private CompiledPlane choose(Resources resources, Compilation compilation) {
    if (compilation.planes().isEmpty()) {
      throw new UserError(
          "no DataPlane in the files: add one, or leave --cluster-rules out for a default one.");
    }
    if (!wanted.isEmpty()) {
      return PlaneChoice.of(compilation, wanted).getFirst();
    }
    if (compilation.planes().size() == 1) {
      return compilation.planes().firstEntry().getValue();
    }
    List<ObjectKey> defaults =
        resources.objects().stream()
            .map(LoadedObject::object)
            .filter(DataPlane.class::isInstance)
            .map(DataPlane.class::cast)
            .filter(
                each -> each.getSpec() != null && Boolean.TRUE.equals(each.getSpec().isDefault()))
            .map(dev.sluice.compiler.resource.ObjectKeys::of)
            .toList();
    CompiledPlane plane =
        defaults.size() == 1 ? compilation.planes().get(defaults.getFirst()) : null;
    if (plane == null) {
      throw new UserError(
          "several DataPlanes "
              + compilation.planes().keySet()
              + " and not one default: name one by --data-plane NAMESPACE/NAME.");
    }
    return plane;
  }

  private EncodedSnapshot withPorts(CompiledPlane plane) {
    if (ports.asWritten()) {
      return plane.encoded();
    }
    GatewaySection gateway = plane.snapshot().gateway();
    EncodedSection overridden = SnapshotCodec.encode(gateway.with(ports.applied(gateway)));
    List<EncodedSection> sections = new ArrayList<>(plane.encoded().sections());
    sections.replaceAll(section -> section.key().equals(overridden.key()) ? overridden : section);
    return SnapshotCodec.seal(sections);
  }
}
