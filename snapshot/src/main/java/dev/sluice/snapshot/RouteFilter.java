package dev.sluice.snapshot;

/**
 * One thing that is done to a request or its answer besides the {@link RouteAction}. Their order in
 * a rule carries no meaning: the data plane's route chain has one order for all rules.
 */
public sealed interface RouteFilter {
  /** Before the request goes to a backend. */
  record EditRequestHeaders(HeaderEdits edits) implements RouteFilter {}
}
