package dev.sluice.snapshot;

import java.util.List;

/**
 * One thing that is done to a request or its answer besides the {@link RouteAction}. Their order in
 * a rule carries no meaning: the data plane's route chain has one order for all rules.
 */
public sealed interface RouteFilter {
  /** Before the request goes to a backend. */
  record EditRequestHeaders(HeaderEdits edits) implements RouteFilter {}

  /** Before an answer goes to the client, unless it is an error of the gateway's own. */
  record EditResponseHeaders(HeaderEdits edits) implements RouteFilter {}

  /**
   * What the backend sees in place of what the client asked for.
   *
   * @param hostname for {@code Host}; empty to leave the client's
   */
  record Rewrite(String hostname, PathRewrite path) implements RouteFilter {}

  /**
   * Tells clients that what they use is going away, in every answer.
   *
   * @param since value of {@code Deprecation} (RFC 9745)
   * @param sunset value of {@code Sunset} (RFC 8594); empty if no end is known
   * @param link value of {@code Link} (RFC 8288) to what comes after it; empty if nothing does
   */
  record Deprecate(String since, String sunset, String link) implements RouteFilter {}

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
