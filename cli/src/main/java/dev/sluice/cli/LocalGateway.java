package dev.sluice.cli;

import dev.sluice.compiler.Compilation;
import dev.sluice.compiler.CompileCache;
import dev.sluice.compiler.CompiledPlane;
import dev.sluice.compiler.resource.LastGood;
import dev.sluice.compiler.yaml.LoadedObject;
import dev.sluice.compiler.yaml.Problem;
import dev.sluice.crds.DataPlane;
import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SnapshotCodec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiler and data plane in one process: load, compile, apply, and the same again when files
 * change. Used by one thread at a time.
 */
final class LocalGateway {
  private static final String HTTP = "http";

  private final Dataplane dataplane;
  private final KeptResources files;
  private final boolean clusterRules;
  private final String wanted;
  private final OptionalInt httpPort;
  private final PrintWriter messages;
  private final CompileCache cache = new CompileCache();

  private LastGood lastGood = LastGood.NOTHING;
  private @Nullable CompiledPlane serving;
  private Set<Problem> told = Set.of();
  private String listener = HTTP;

  /**
   * @param wanted {@code namespace/name} of the data plane to be, or empty
   * @param httpPort instead of the resource's
   * @param messages where problems are printed
   */
  LocalGateway(
      Dataplane dataplane,
      KeptResources files,
      boolean clusterRules,
      String wanted,
      OptionalInt httpPort,
      PrintWriter messages) {
    this.dataplane = dataplane;
    this.files = files;
    this.clusterRules = clusterRules;
    this.wanted = wanted;
    this.httpPort = httpPort;
    this.messages = messages;
  }

  /**
   * Serves what can be served, and tells what is wrong with the rest.
   *
   * @throws UserError if nothing can be served
   */
  void first() {
    Loaded loaded = load();
    switch (dataplane.apply(loaded.snapshot, loaded.plane.endpoints())) {
      case ApplyResult.Applied applied -> took(loaded);
      case ApplyResult.Refused refused -> throw new UserError(explain(refused));
    }
  }

  /** The files have changed. Never throws: what cannot be used is told, and nothing changes. */
  void reload() {
    try {
      Loaded loaded = load();
      CompiledPlane before = serving;
      if (before != null && loaded.plane.encoded().version().equals(before.encoded().version())) {
        List<EndpointSet> moved = new ArrayList<>(loaded.plane.endpoints());
        moved.removeAll(before.endpoints());
        if (!moved.isEmpty()) {
          dataplane.endpoints(moved);
          say("endpoints changed: " + moved.size() + " backends");
        }
        took(loaded);
        return;
      }
      switch (dataplane.apply(loaded.snapshot, loaded.plane.endpoints())) {
        case ApplyResult.Applied applied -> {
          took(loaded);
          say("applied version=" + applied.version());
        }
        case ApplyResult.Refused refused -> say("the last good rules go on: " + explain(refused));
      }
    } catch (UserError e) {
      say("the last good rules go on: " + e.getMessage());
    }
  }

  /** Port that the listener of {@code ready http=} is bound to. */
  int httpPort() {
    Integer port = dataplane.ports().get(listener);
    return port == null ? dataplane.ports().values().stream().findFirst().orElse(0) : port;
  }

  private record Loaded(Compilation compilation, CompiledPlane plane, EncodedSnapshot snapshot) {}

  private Loaded load() {
    Resources resources = files.load();
    Resources.Compiled compiled = resources.compile(clusterRules, lastGood, cache);
    tell(compiled.problems());
    CompiledPlane plane = choose(resources, compiled.compilation());
    return new Loaded(compiled.compilation(), plane, withPort(plane));
  }

  private void took(Loaded loaded) {
    serving = loaded.plane;
    lastGood = loaded.compilation.lastGood();
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

  private void say(String message) {
    messages.println(message);
    messages.flush();
  }

  private static String explain(ApplyResult.Refused refused) {
    StringBuilder text = new StringBuilder(refused.reason());
    for (Refusal each : refused.refusals()) {
      String line = each.section() + ": " + each.reason();
      // Of a single refusal the reason says all.
      if (!refused.reason().equals(line)) {
        text.append("\n  ").append(line);
      }
    }
    return text.toString();
  }

  private CompiledPlane choose(Resources resources, Compilation compilation) {
    if (compilation.planes().isEmpty()) {
      throw new UserError(
          "no DataPlane in the files: add one, or leave --cluster-rules out for a default one.");
    }
    if (!wanted.isEmpty()) {
      int slash = wanted.indexOf('/');
      CompiledPlane plane =
          slash < 0
              ? null
              : compilation
                  .planes()
                  .get(new ObjectKey(wanted.substring(0, slash), wanted.substring(slash + 1)));
      if (plane == null) {
        throw new UserError(
            "--data-plane " + wanted + " is not there; there are " + compilation.planes().keySet());
      }
      return plane;
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

  /** The snapshot with the listener's port overridden. */
  private EncodedSnapshot withPort(CompiledPlane plane) {
    GatewaySection gateway = plane.snapshot().gateway();
    if (gateway.listeners().isEmpty()) {
      return plane.encoded();
    }
    listener =
        gateway.listeners().stream()
            .map(Listener::name)
            .filter(HTTP::equals)
            .findFirst()
            .orElse(gateway.listeners().getFirst().name());
    if (httpPort.isEmpty()) {
      return plane.encoded();
    }
    List<Listener> listeners =
        gateway.listeners().stream()
            .map(
                each ->
                    each.name().equals(listener)
                        ? new Listener(
                            each.name(), httpPort.getAsInt(), each.protocol(), each.proxyProtocol())
                        : each)
            .toList();
    EncodedSection overridden =
        SnapshotCodec.encode(
            new GatewaySection(gateway.dataPlane(), listeners, gateway.clientAddress()));
    List<EncodedSection> sections = new ArrayList<>(plane.encoded().sections());
    sections.replaceAll(section -> section.key().equals(overridden.key()) ? overridden : section);
    return SnapshotCodec.seal(sections);
  }
}
