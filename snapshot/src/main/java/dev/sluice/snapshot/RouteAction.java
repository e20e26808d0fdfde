package dev.sluice.snapshot;

import java.util.List;

/** What becomes of a request that a rule has taken. */
public sealed interface RouteAction {
  /** To one of these targets, chosen by weight. */
  record Forward(List<WeightedTarget> targets, Stickiness stickiness, Regions regions)
      implements RouteAction {
    public Forward {
      targets = List.copyOf(targets);
    }

    /** Wherever the client is. */
    public Forward(List<WeightedTarget> targets, Stickiness stickiness) {
      this(targets, stickiness, Regions.NONE);
    }

    /** By weight alone. */
    public Forward(List<WeightedTarget> targets) {
      this(targets, Stickiness.NONE);
    }
  }

  /**
   * An answer from the gateway itself.
   *
   * @param status 200 to 599
   * @param contentType a media type; empty when there is no body
   */
  record Respond(int status, String contentType, String body) implements RouteAction {}

  /**
   * Sends the client elsewhere; the query goes with it.
   *
   * @param scheme {@code http} or {@code https}; empty for that of the request
   * @param hostname empty for that of the request
   * @param status 301, 302, 303, 307 or 308
   */
  record Redirect(String scheme, String hostname, RedirectPort port, PathRewrite path, int status)
      implements RouteAction {}
}
