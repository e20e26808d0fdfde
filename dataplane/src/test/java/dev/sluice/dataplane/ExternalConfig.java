package dev.sluice.dataplane;

import static dev.sluice.dataplane.Config.key;

import dev.sluice.dataplane.upstream.ScriptedBackend;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.ConnectionPolicy;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.RouteRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A provider {@code policy} that asks the backend {@code authz}, and a route that asks the provider
 * and forwards to the backend {@code b}. Each method changes it.
 */
final class ExternalConfig {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private String pathPrefix = "";
  private long timeoutMillis = 20_000;
  private boolean failOpen;
  private List<String> requestHeaders = List.of();
  private List<String> backendHeaders = List.of();
  private List<String> clientHeaders = List.of();
  private ClaimNames names = new ClaimNames("", "", "", "");
  private long cacheMillis;
  private List<String> keyHeaders = List.of();
  private final List<IdentityProvider> others = new ArrayList<>();

  static ExternalConfig provider() {
    return new ExternalConfig();
  }

  ExternalConfig pathPrefix(String value) {
    pathPrefix = value;
    return this;
  }

  ExternalConfig timeoutMillis(long value) {
    timeoutMillis = value;
    return this;
  }

  ExternalConfig failOpen(boolean value) {
    failOpen = value;
    return this;
  }

  ExternalConfig requestHeaders(String... values) {
    requestHeaders = List.of(values);
    return this;
  }

  ExternalConfig backendHeaders(String... values) {
    backendHeaders = List.of(values);
    return this;
  }

  ExternalConfig clientHeaders(String... values) {
    clientHeaders = List.of(values);
    return this;
  }

  ExternalConfig names(ClaimNames value) {
    names = value;
    return this;
  }

  ExternalConfig cache(long millis, String... keys) {
    cacheMillis = millis;
    keyHeaders = List.of(keys);
    return this;
  }

  ExternalConfig beside(IdentityProvider other) {
    others.add(other);
    return this;
  }

  Config config(ScriptedBackend authoriser, ScriptedBackend backend) {
    return config(authoriser.endpoint(), backend);
  }

  Config config(Endpoint authoriser, ScriptedBackend backend) {
    return config(
        authoriser, backend, AccessConfig.asking(Config.rule("/", Config.to("b")), "policy"));
  }

  Config config(ScriptedBackend authoriser, ScriptedBackend backend, RouteRule rule) {
    return config(authoriser.endpoint(), backend, rule);
  }

  Config config(BackendSection authoriser, ScriptedBackend backend, Endpoint... at) {
    return config(
        new Config().backend(authoriser, at),
        backend,
        AccessConfig.asking(Config.rule("/", Config.to("b")), "policy"));
  }

  private Config config(Endpoint authoriser, ScriptedBackend backend, RouteRule rule) {
    return config(
        new Config().backend("authz", ConnectionPolicy.DEFAULT, authoriser), backend, rule);
  }

  private Config config(Config begun, ScriptedBackend backend, RouteRule rule) {
    List<IdentityProvider> providers = new ArrayList<>(others);
    providers.add(
        new IdentityProvider.External(
            "policy",
            key("authz"),
            pathPrefix,
            timeoutMillis,
            failOpen,
            requestHeaders,
            backendHeaders,
            clientHeaders,
            names,
            cacheMillis,
            keyHeaders));
    return begun
        .identities(new IdentityRules(providers, new TreeMap<>()))
        .backend("b", backend.endpoint())
        .route("r", rule);
  }
}
