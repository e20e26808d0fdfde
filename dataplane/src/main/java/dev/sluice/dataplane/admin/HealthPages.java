package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.runtime.GatewayRuntime;
import java.util.Map;

/**
 * Alive: the process answers. Ready: a whole snapshot is applied and the process does not drain.
 */
public final class HealthPages {
  private HealthPages() {}

  public static Map<String, AdminPage> of(Gateway gateway) {
    return Map.of(
        "/healthz",
        exchange -> AdminReply.json(200, "{\"status\":\"ok\"}\n"),
        "/readyz",
        exchange -> ready(gateway));
  }

  private static AdminReply ready(Gateway gateway) {
    if (gateway.draining()) {
      return AdminReply.json(503, "{\"status\":\"not ready\",\"reason\":\"draining\"}\n");
    }
    return gateway
        .current()
        .configuration()
        .map(
            (GatewayRuntime.Configuration configuration) ->
                AdminReply.json(
                    200,
                    "{\"status\":\"ready\",\"version\":\""
                        + configuration.encoded().version()
                        + "\"}\n"))
        .orElseGet(
            () ->
                AdminReply.json(
                    503, "{\"status\":\"not ready\",\"reason\":\"no snapshot yet\"}\n"));
  }
}
