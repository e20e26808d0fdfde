package dev.sluice.snapshot;

import java.util.List;

/**
 * One thing that is done to a request or its answer besides the {@link RouteAction}. Their order in
 * a rule carries no meaning: the data plane's route chain has one order for all rules.
 */
public sealed interface RouteFilter {
  /** Before the request goes to a backend. */
  record EditRequestHeaders(HeaderEdits edits) implements RouteFilter {}

  /**
   * Delays or fails some requests on purpose.
   *
   * @param faults in the order in which they happen, each by its own share
   */
  record InjectFault(FaultScope scope, List<Fault> faults) implements RouteFilter {
    public InjectFault {
      faults = List.copyOf(faults);
    }
  }

  /**
   * Sends a copy of some requests to another backend and forgets its answer.
   *
   * @param target an unresolved one gets nothing, and the requests go on as without it
   * @param percent 0 to 100
   */
  record Mirror(Target target, int percent) implements RouteFilter {}
}
