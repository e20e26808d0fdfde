package dev.sluice.dataplane.chain;

import dev.sluice.dataplane.exchange.ExchangeObserver;
import dev.sluice.dataplane.handler.BodyPace;
import dev.sluice.dataplane.handler.ClientAddressHandler;
import dev.sluice.dataplane.handler.ErrorBoundary;
import dev.sluice.dataplane.handler.Observation;
import dev.sluice.dataplane.handler.OpenContext;
import dev.sluice.dataplane.handler.RequestBodyGuard;
import dev.sluice.dataplane.handler.RequestId;
import dev.sluice.dataplane.handler.TraceContext;
import dev.sluice.dataplane.handler.TrustPolicy;
import dev.sluice.dataplane.handler.sanity.ConnectionHeaderCheck;
import dev.sluice.dataplane.handler.sanity.ExpectCheck;
import dev.sluice.dataplane.handler.sanity.FramingCheck;
import dev.sluice.dataplane.handler.sanity.HeaderFieldCheck;
import dev.sluice.dataplane.handler.sanity.HostCheck;
import dev.sluice.dataplane.handler.sanity.HttpVersionCheck;
import dev.sluice.dataplane.handler.sanity.LoopCheck;
import dev.sluice.dataplane.handler.sanity.MethodCheck;
import dev.sluice.dataplane.handler.sanity.PathCheck;
import dev.sluice.dataplane.handler.sanity.RequestCheck;
import dev.sluice.dataplane.handler.sanity.RequestSanity;
import dev.sluice.dataplane.handler.sanity.TargetLengthCheck;
import dev.sluice.dataplane.handler.sanity.UpgradeCheck;
import dev.sluice.dataplane.identity.IdentityNames;
import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to every request, in this order, once the drain gate has let it in and the runtime
 * is pinned (both outlive snapshots and stand in front of this).
 */
public final class ServerChain {
  private ServerChain() {}

  /** The two places in front, for those who read the chain. */
  public static final List<String> IN_FRONT =
      List.of(
          "drain gate: a connection must learn that it ends, whatever becomes of the request",
          "runtime pin: a request sees one runtime from start to end");

  /** The place behind, likewise. */
  public static final String LAST =
      "routing: the first decision about a request, once nothing about it is in doubt";

  /**
   * @param ofListener what the listener asks of hosts
   * @param routing what comes last
   */
  public static HttpHandler build(
      List<ExchangeObserver> observers,
      TrustPolicy trust,
      IdentityNames identity,
      BodyPace pace,
      List<RequestCheck> ofListener,
      HttpHandler routing) {
    List<Step> steps = new ArrayList<>(steps(observers, trust, identity, pace));
    // Behind the checks of the host, which must be known, and of everything else, which is worse.
    ofListener.forEach(check -> steps.add(sanity("listener", "not every host is served", check)));
    return Step.chain(steps, routing);
  }

  /** For every listener. */
  public static List<Step> steps(
      List<ExchangeObserver> observers, TrustPolicy trust, IdentityNames identity, BodyPace pace) {
    return List.of(
        new Step(
            "context",
            "all that follows writes into it",
            next -> new OpenContext(identity.secretParameters(), next)),
        new Step("request id", "every line of every log can name it", RequestId::new),
        new Step("trace context", "a refusal belongs to its trace too", TraceContext::new),
        new Step(
            "observers",
            "they see whatever the rest does, refusals and errors included",
            next -> new Observation(observers, next)),
        new Step("error handler", "nothing inside can leave a request open", ErrorBoundary::new),
        sanity("HTTP version", "the rules below are those of HTTP/1", new HttpVersionCheck()),
        sanity("framing", "until the length is certain, nothing else is", new FramingCheck()),
        new Step(
            "body guard",
            "whoever reads the body from here on, it is read strictly and not for ever",
            next -> new RequestBodyGuard(pace, next)),
        sanity("target length", "before anything walks the target", new TargetLengthCheck()),
        sanity("header fields", "before anything walks the headers", new HeaderFieldCheck()),
        sanity(
            "connection header",
            "before headers are removed or written, which it may try to undo",
            new ConnectionHeaderCheck(identity)),
        sanity("upgrade", "h2c must not leave the checks behind", new UpgradeCheck()),
        new Step(
            "client address",
            "spoofed headers go before anything reads them",
            next -> new ClientAddressHandler(trust, identity, next)),
        sanity("method", "no route may open TRACE or CONNECT", new MethodCheck()),
        sanity("expectation", "only a final answer may follow", new ExpectCheck()),
        sanity("host", "routing reads it", new HostCheck()),
        sanity("path", "the one normal form, matched and forwarded", new PathCheck()),
        sanity("loop", "the last moment before the request goes on", new LoopCheck()));
  }

  private static Step sanity(String name, String reason, RequestCheck check) {
    return new Step(name, reason, next -> new RequestSanity(check, next));
  }
}
