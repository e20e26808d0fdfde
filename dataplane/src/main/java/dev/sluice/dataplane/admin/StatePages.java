package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.dataplane.upstream.EndpointView;
import dev.sluice.dataplane.upstream.UpstreamView;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.EncodedSection;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Timeout;
import java.util.List;

/** What is in force, for people and their scripts: the snapshot, the chains, the backends. */
final class StatePages {
  private final AdminView view;

  StatePages(AdminView view) {
    this.view = view;
  }

  Reply snapshot() {
    return view.inForce().map(StatePages::snapshot).orElseGet(HealthPages::notConfigured);
  }

  private static Reply snapshot(InForce inForce) {
    JsonBuffer out = new JsonBuffer(64 << 10);
    out.beginObject().name("version").string(inForce.snapshot().version());
    out.name("sections").beginArray();
    for (EncodedSection section : inForce.snapshot().sections()) {
      out.beginObject().name("kind").string(section.key().kind().name());
      key(out, section.key().object());
      if (section.key().kind().secret()) {
        // Not the hash either: a password that is short could be found by trying.
        out.name("content").string("[redacted]").endObject();
      } else {
        out.name("hash").string(section.hash());
        // The canonical bytes themselves: what was hashed is what is shown.
        out.name("content").raw(section.json()).endObject();
      }
    }
    out.endArray().name("endpoints").beginArray();
    for (EndpointSet set : inForce.endpoints()) {
      key(out.beginObject(), set.backend());
      out.name("endpoints");
      strings(out, set.endpoints()).endObject();
    }
    return Reply.json(out.endArray().endObject());
  }

  Reply chains() {
    ChainsInForce chains = view.chains();
    JsonBuffer out = new JsonBuffer(16 << 10).beginObject().name("server");
    strings(out, chains.server()).name("rules").beginArray();
    for (ChainsInForce.RuleChain rule : chains.rules()) {
      out.beginObject().name("route").string(rule.route().toString());
      out.name("rule").string(rule.rule()).name("chain");
      strings(out, rule.steps()).endObject();
    }
    return Reply.json(out.endArray().endObject());
  }

  Reply backends() {
    JsonBuffer out = new JsonBuffer(16 << 10).beginObject().name("backends").beginArray();
    for (UpstreamView backend : view.backends()) {
      key(out.beginObject(), backend.backend());
      connection(out.name("connection"), backend.connection());
      out.name("endpoints").beginArray();
      backend.endpoints().forEach(endpoint -> endpoint(out, endpoint));
      out.endArray();
      SafeguardsJson.write(out, backend.safeguards());
      BalancingJson.write(out, backend.balancing());
      out.endObject();
    }
    return Reply.json(out.endArray().endObject());
  }

  private static void connection(JsonBuffer out, ConnectionPolicy policy) {
    out.beginObject();
    out.name("connectTimeoutMillis").number(policy.connectTimeoutMillis());
    out.name("idleTimeoutMillis").number(policy.idleTimeoutMillis());
    out.name("maxPerEndpoint").number(policy.maxPerEndpoint());
    out.name("maxPending").number(policy.maxPending());
    if (policy.maxAge() instanceof Timeout.After(long millis)) {
      out.name("maxAgeMillis").number(millis);
    }
    out.endObject();
  }

  private static void endpoint(JsonBuffer out, EndpointView endpoint) {
    out.beginObject();
    out.name("address").string(endpoint.endpoint().toString());
    if (!endpoint.zone().isEmpty()) {
      out.name("zone").string(endpoint.zone());
    }
    out.name("weight").number(endpoint.weight());
    out.name("idleConnections").number(endpoint.idleConnections());
    out.name("activeConnections").number(endpoint.activeConnections());
    out.name("activeRequests").number(endpoint.activeRequests());
    out.name("pendingRequests").number(endpoint.pendingRequests());
    out.name("connects").number(endpoint.connects());
    out.name("connectFailures").number(endpoint.connectFailures());
    HealthMembers.write(out, endpoint.health());
    out.endObject();
  }

  private static void key(JsonBuffer out, ObjectKey key) {
    out.name("namespace").string(key.namespace()).name("name").string(key.name());
  }

  private static JsonBuffer strings(JsonBuffer out, List<?> values) {
    out.beginArray();
    values.forEach(value -> out.string(value.toString()));
    return out.endArray();
  }
}
