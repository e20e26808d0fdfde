package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.chain.ServerChain;
import dev.sluice.dataplane.chain.Step;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.observe.JsonText;
import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.dataplane.runtime.Gateway;
import dev.sluice.dataplane.upstream.EndpointView;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.EncodedSection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is in force, for people: the snapshot, the chains, the backends. Sections hold no secret in
 * this version of the contract; when they do, it is taken out here.
 */
public final class StatePages {
  private final Gateway gateway;
  private final Upstreams upstreams;

  private StatePages(Gateway gateway, Upstreams upstreams) {
    this.gateway = gateway;
    this.upstreams = upstreams;
  }

  public static Map<String, AdminPage> of(Gateway gateway, Upstreams upstreams) {
    StatePages pages = new StatePages(gateway, upstreams);
    return Map.of(
        "/api/v1/snapshot",
        exchange -> pages.snapshot(),
        "/api/v1/chains",
        exchange -> pages.chains(),
        "/api/v1/backends",
        exchange -> pages.backends());
  }

  private AdminReply snapshot() {
    return gateway
        .current()
        .configuration()
        .map(
            configuration -> {
              StringBuilder out = new StringBuilder("{\"version\":");
              JsonText.string(out, configuration.encoded().version()).append(",\"sections\":[");
              String separator = "";
              for (EncodedSection section : configuration.encoded().sections()) {
                out.append(separator).append("{\"kind\":");
                JsonText.string(out, section.key().kind().name()).append(",\"namespace\":");
                JsonText.string(out, section.key().object().namespace()).append(",\"name\":");
                JsonText.string(out, section.key().object().name()).append(",\"hash\":");
                JsonText.string(out, section.hash()).append(",\"content\":");
                out.append(new String(section.json(), StandardCharsets.UTF_8)).append('}');
                separator = ",";
              }
              return AdminReply.json(200, out.append("]}\n").toString());
            })
        .orElseGet(() -> AdminReply.json(503, "{\"error\":\"no snapshot yet\"}\n"));
  }

  private AdminReply chains() {
    List<String> server = new ArrayList<>(ServerChain.IN_FRONT);
    for (Step step : ServerChain.steps(List.of(), new TrustPolicy.Nobody())) {
      server.add(step.toString());
    }
    server.add(ServerChain.LAST);
    StringBuilder out = new StringBuilder("{\"server\":");
    strings(out, server).append(",\"rules\":[");
    String separator = "";
    for (RuleEntry rule : gateway.current().rules()) {
      out.append(separator).append("{\"route\":");
      JsonText.string(out, rule.route().toString()).append(",\"rule\":");
      JsonText.string(out, rule.rule()).append(",\"chain\":");
      strings(out, rule.steps()).append('}');
      separator = ",";
    }
    return AdminReply.json(200, out.append("]}\n").toString());
  }

  private AdminReply backends() {
    StringBuilder out = new StringBuilder("{\"backends\":[");
    String separator = "";
    for (UpstreamView backend : upstreams.view()) {
      out.append(separator).append("{\"namespace\":");
      JsonText.string(out, backend.backend().namespace()).append(",\"name\":");
      JsonText.string(out, backend.backend().name()).append(",\"endpoints\":[");
      String comma = "";
      for (EndpointView endpoint : backend.endpoints()) {
        JsonText.string(out.append(comma).append("{\"address\":"), endpoint.endpoint().toString())
            .append(",\"idleConnections\":")
            .append(endpoint.idleConnections())
            .append(",\"activeConnections\":")
            .append(endpoint.activeConnections())
            .append(",\"activeRequests\":")
            .append(endpoint.activeRequests())
            .append(",\"pendingRequests\":")
            .append(endpoint.pendingRequests())
            .append(",\"connects\":")
            .append(endpoint.connects())
            .append(",\"connectFailures\":")
            .append(endpoint.connectFailures())
            .append('}');
        comma = ",";
      }
      out.append("]}");
      separator = ",";
    }
    return AdminReply.json(200, out.append("]}\n").toString());
  }

  private static StringBuilder strings(StringBuilder out, List<String> texts) {
    out.append('[');
    String separator = "";
    for (String text : texts) {
      JsonText.string(out.append(separator), text);
      separator = ",";
    }
    return out.append(']');
  }
}
