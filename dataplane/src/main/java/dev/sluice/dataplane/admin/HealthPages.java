package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;

/**
 * Alive: the process answers. Ready: a whole snapshot is applied and the process does not drain. A
 * process that is alive but not ready must not be restarted: it would lose its last good snapshot's
 * connections and gain nothing.
 */
final class HealthPages {
  private final AdminView view;

  HealthPages(AdminView view) {
    this.view = view;
  }

  Reply alive() {
    return Reply.json(new JsonBuffer(32).beginObject().name("status").string("ok").endObject());
  }

  Reply ready() {
    return switch (view.readiness()) {
      case Readiness.Ready(String version) ->
          Reply.json(
              new JsonBuffer(128)
                  .beginObject()
                  .name("status")
                  .string("ready")
                  .name("version")
                  .string(version)
                  .endObject());
      case Readiness.NotConfigured() -> notConfigured();
      case Readiness.Draining() ->
          Reply.problem(503, "Service Unavailable", "The data plane is shutting down.", "DRAINING");
    };
  }

  static Reply notConfigured() {
    return Reply.problem(
        503, "Service Unavailable", "No snapshot has been applied yet.", "NOT_CONFIGURED");
  }
}
