package dev.sluice.dataplane.runtime;

import dev.sluice.dataplane.routing.RuleEntry;
import dev.sluice.snapshot.EncodedSnapshot;
import dev.sluice.snapshot.Snapshot;
import io.undertow.server.HttpHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that serves requests under one snapshot. Immutable; requests that began under it end under
 * it.
 */
public final class GatewayRuntime {
  private final Optional<Configuration> configuration;
  private final List<RuleEntry> rules;
  private final Map<ListenerId, HttpHandler> chains;
  private final HttpHandler elsewhere;

  /** What a runtime was built from. */
  public record Configuration(EncodedSnapshot encoded, Snapshot snapshot) {}

  /**
   * @param elsewhere serves what comes in by a listener that this runtime does not have
   */
  GatewayRuntime(
      Optional<Configuration> configuration,
      List<RuleEntry> rules,
      Map<ListenerId, HttpHandler> chains,
      HttpHandler elsewhere) {
    this.configuration = configuration;
    this.rules = List.copyOf(rules);
    this.chains = Map.copyOf(chains);
    this.elsewhere = elsewhere;
  }

  /** Empty before the first snapshot. */
  public Optional<Configuration> configuration() {
    return configuration;
  }

  /** In the order of the snapshot. */
  public List<RuleEntry> rules() {
    return rules;
  }

  HttpHandler at(ListenerId listener) {
    HttpHandler chain = chains.get(listener);
    return chain == null ? elsewhere : chain;
  }
}
