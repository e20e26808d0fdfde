package dev.sluice.cli;

import dev.sluice.compiler.CompiledPlane;
import dev.sluice.dataplane.Dataplane;
import dev.sluice.dataplane.runtime.ApplyResult;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiler and data plane in one process: what the files say is applied, and again when they
 * change. Used by one thread at a time.
 */
final class LocalGateway {
  private final Dataplane dataplane;
  private final LocalConfiguration configuration;
  private LocalConfiguration.Loaded serving;

  private LocalGateway(
      Dataplane dataplane, LocalConfiguration configuration, LocalConfiguration.Loaded serving) {
    this.dataplane = dataplane;
    this.configuration = configuration;
    this.serving = serving;
  }

  /**
   * Serves what can be served.
   *
   * @throws UserError if nothing can be
   */
  static LocalGateway serve(
      Dataplane dataplane, LocalConfiguration configuration, LocalConfiguration.Loaded first) {
    return switch (dataplane.apply(first.snapshot(), first.plane().endpoints())) {
      case ApplyResult.Applied applied -> {
        configuration.served(first);
        yield new LocalGateway(dataplane, configuration, first);
      }
      case ApplyResult.Refused refused -> throw new UserError(explain(refused));
    };
  }

  /** The files have changed. Never throws: what cannot be used is told, and nothing changes. */
  void reload() {
    try {
      LocalConfiguration.Loaded loaded = configuration.load();
      CompiledPlane before = serving.plane();
      if (loaded.snapshot().version().equals(serving.snapshot().version())) {
        List<EndpointSet> moved = new ArrayList<>(loaded.plane().endpoints());
        moved.removeAll(before.endpoints());
        if (!moved.isEmpty()) {
          dataplane.endpoints(moved);
          configuration.say("endpoints changed: " + moved.size() + " backends");
        }
        took(loaded);
        return;
      }
      switch (dataplane.apply(loaded.snapshot(), loaded.plane().endpoints())) {
        case ApplyResult.Applied applied -> {
          took(loaded);
          configuration.say("applied version=" + applied.version());
        }
        case ApplyResult.Refused refused ->
            configuration.say("the last good rules go on: " + explain(refused));
      }
    } catch (UserError e) {
      configuration.say("the last good rules go on: " + e.getMessage());
    }
  }

  /** Port that the listener of {@code ready http=} is bound to; 0 if there is no listener. */
  int httpPort() {
    return port(ListenerPorts.httpListener(serving.plane().snapshot().gateway()));
  }

  /** Port that the listener of {@code https=} is bound to; 0 if there is no listener. */
  int httpsPort() {
    return port(ListenerPorts.httpsListener(serving.plane().snapshot().gateway()));
  }

  private int port(String listener) {
    return dataplane.ports().getOrDefault(listener, 0);
  }

  private void took(LocalConfiguration.Loaded loaded) {
    serving = loaded;
    configuration.served(loaded);
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
}
