package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Snapshot;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Optional;

/**
 * All that serves requests under one snapshot. Immutable; requests that began under it end under
 * it.
 */
public final class GatewayRuntime implements HttpHandler {
  private final Optional<Configuration> configuration;
  private final List<RuleEntry> rules;
  private final HttpHandler chain;

  /** What a runtime was built from. */
  public record Configuration(EncodedSnapshot encoded, Snapshot snapshot) {}

  GatewayRuntime(Optional<Configuration> configuration, List<RuleEntry> rules, HttpHandler chain) {
    this.configuration = configuration;
    this.rules = List.copyOf(rules);
    this.chain = chain;
  }

  /** Empty before the first snapshot. */
  public Optional<Configuration> configuration() {
    return configuration;
  }

  /** In the order of the snapshot. */
  public List<RuleEntry> rules() {
    return rules;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    chain.handleRequest(exchange);
  }
}
