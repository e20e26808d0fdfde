package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.LocalReply;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.ConduitFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * All that handlers tell each other and the observers about one request: the only attachment of an
 * exchange. Touched on the request's I/O thread only.
 *
 * <p>Times are {@link System#nanoTime()}; 0 means "has not happened".
 */
public final class RequestContext implements ConduitWrapper<StreamSinkConduit> {
  private static final AttachmentKey<RequestContext> KEY =
      AttachmentKey.create(RequestContext.class);

  private final long startNanos;

  private String requestId = "";
  private String traceParent = "";
  private String clientAddress = "";
  private @Nullable IpAddress client;
  private boolean behindTrusted;
  private String peerAddress = "";
  private String host = "";
  private String path = "";
  private String forwardedPath = "";
  private @Nullable ObjectKey route;
  private String rule = "";
  private @Nullable RouteMatch match;
  private @Nullable ObjectKey backend;
  private @Nullable Endpoint endpoint;
  private @Nullable FailureKind failure;
  private String failureDetail = "";
  private RouteMeter meter = RouteMeter.NONE;
  private AccessDecisions decisions = AccessDecisions.NONE;
  private @Nullable Identity identity;
  private @Nullable LimitNotes limits;
  private String provider = "";
  private Set<String> secretParameters = Set.of();
  private List<HeldCookie> heldCookies = List.of();
  private int headerBytes;
  private int attempts;
  private boolean upgraded;
  private boolean deprecated;
  private boolean hedged;
  private boolean retryRefused;
  private long bytesIn;
  private @Nullable ConduitWrapper<StreamSinkConduit> answerSink;

  private long routedNanos;
  private long upstreamStartNanos;
  private long upstreamConnectedNanos;
  private long requestSentNanos;
  private long firstByteNanos;

  private RequestContext(long startNanos) {
    this.startNanos = startNanos;
  }

  /** Called once, by the outermost handler. */
  public static RequestContext open(HttpServerExchange exchange, long startNanos) {
    RequestContext context = new RequestContext(startNanos);
    exchange.putAttachment(KEY, context);
    // The first to be added is the last to be asked: all that edit the headers have done so then.
    exchange.addResponseWrapper(context);
    return context;
  }

  /**
   * What takes the body of the answer instead of Undertow's own conduits, asked once the headers
   * are final. To be set just before the response channel is taken.
   */
  public void answerSink(ConduitWrapper<StreamSinkConduit> sink) {
    answerSink = sink;
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> usual, HttpServerExchange exchange) {
    ConduitWrapper<StreamSinkConduit> sink = answerSink;
    return sink == null ? usual.create() : sink.wrap(usual, exchange);
  }

  /** The context that {@link #open} attached. */
  public static RequestContext of(HttpServerExchange exchange) {
    RequestContext context = exchange.getAttachment(KEY);
    if (context == null) {
      throw new IllegalStateException("no handler before this one opened a request context");
    }
    return context;
  }

  /** When the request head was there. */
  public long startNanos() {
    return startNanos;
  }

  /** Made here or taken from a trusted hop; goes to the backend, the client and the log. */
  public String requestId() {
    return requestId;
  }

  public void requestId(String value) {
    requestId = value;
  }

  /** W3C {@code traceparent} as it goes to the backend. */
  public String traceParent() {
    return traceParent;
  }

  public void traceParent(String value) {
    traceParent = value;
  }

  /** The client behind the trusted hops: a literal address. */
  public String clientAddress() {
    return clientAddress;
  }

  /** The same, to compare with; null if it is none. */
  public @Nullable IpAddress client() {
    return client;
  }

  public void clientAddress(String value, @Nullable IpAddress address) {
    clientAddress = value;
    client = address;
  }

  /** Whether a proxy that is trusted handed the request on, and so vouches for its headers. */
  public boolean behindTrusted() {
    return behindTrusted;
  }

  public void behindTrusted(boolean value) {
    behindTrusted = value;
  }

  /** The other end of the TCP connection (or what the PROXY protocol says of it). */
  public String peerAddress() {
    return peerAddress;
  }

  public void peerAddress(String value) {
    peerAddress = value;
  }

  /** In lower case, with neither port nor trailing dot. */
  public String host() {
    return host;
  }

  public void host(String value) {
    host = value;
  }

  /** Normalised, without the query: what is matched. */
  public String path() {
    return path;
  }

  public void path(String value) {
    path = value;
  }

  /** What the backend sees: the path, unless a rule rewrites it. In the same form. */
  public String forwardedPath() {
    return forwardedPath.isEmpty() ? path : forwardedPath;
  }

  public void forwardedPath(String value) {
    forwardedPath = value;
  }

  public @Nullable ObjectKey route() {
    return route;
  }

  /** Name of the rule, empty before routing. */
  public String rule() {
    return rule;
  }

  /** Which match of the rule held, null before routing. */
  public @Nullable RouteMatch match() {
    return match;
  }

  /** The condition on the path that held. */
  public PathMatch matchedPath() {
    if (match == null) {
      throw new IllegalStateException("no rule has taken the request yet");
    }
    return match.path();
  }

  public void routed(ObjectKey route, String rule, RouteMatch match, long nanos) {
    this.route = route;
    this.rule = rule;
    this.match = match;
    this.routedNanos = nanos;
  }

  /** Who asks, as far as anybody has found out; null for nobody in particular. */
  public @Nullable Identity identity() {
    return identity;
  }

  public void identity(Identity value) {
    identity = value;
  }

  /** What limits said of it; null before it met any. */
  public @Nullable LimitNotes limits() {
    return limits;
  }

  /** The same, begun if it has met none yet. */
  public LimitNotes limitNotes() {
    LimitNotes notes = limits;
    if (notes == null) {
      notes = new LimitNotes();
      limits = notes;
    }
    return notes;
  }

  /** Name of the provider that found a credential, good or bad; empty before that. */
  public String provider() {
    return provider;
  }

  public void provider(String value) {
    provider = value;
  }

  /** Who hears of decisions about who may pass. */
  public void decisions(AccessDecisions value) {
    decisions = value;
  }

  /** All that decides who may pass lets this request pass. */
  public void admitted(HttpServerExchange exchange) {
    told(exchange, AccessDecision.PASSED);
  }

  /** A policy that is only tried out would refuse the request. */
  public void wouldRefuse(HttpServerExchange exchange, FailureKind kind, String detail) {
    told(
        exchange,
        new AccessDecision(AccessDecision.Outcome.WOULD_REFUSE, Optional.of(kind), detail));
  }

  /** What was decided about a request that is answered in words of the one who decided. */
  public void decided(HttpServerExchange exchange, AccessDecision decision) {
    decision.reason().ifPresent(kind -> fail(kind, decision.detail()));
    told(exchange, decision);
  }

  private void told(HttpServerExchange exchange, AccessDecision decision) {
    meter.decided(decision);
    decisions.decided(exchange, this, decision);
  }

  /** Parameters of the query that no log may have, in lower case. */
  public Set<String> secretParameters() {
    return secretParameters;
  }

  public void secretParameters(Set<String> value) {
    secretParameters = value;
  }

  /** Cookies of the gateway's own that the request came with: no backend sees them. */
  public List<HeldCookie> heldCookies() {
    return heldCookies;
  }

  public void heldCookies(List<HeldCookie> value) {
    heldCookies = value;
  }

  /** Whether the rule that took the request is deprecated. */
  public boolean deprecated() {
    return deprecated;
  }

  public void deprecated(boolean value) {
    deprecated = value;
  }

  /** Where the rule counts this request; {@link RouteMeter#NONE} before routing. */
  public RouteMeter meter() {
    return meter;
  }

  public void meter(RouteMeter value) {
    meter = value;
  }

  public @Nullable ObjectKey backend() {
    return backend;
  }

  public void backend(ObjectKey value) {
    backend = value;
  }

  /** The endpoint of the last attempt. */
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  /** A new attempt starts. */
  public void attempt(Endpoint endpoint, long nanos) {
    this.endpoint = endpoint;
    attempts++;
    if (upstreamStartNanos == 0) {
      upstreamStartNanos = nanos;
    }
  }

  /** How often a backend was tried. */
  public int attempts() {
    return attempts;
  }

  /** Of several attempts at a time this one's answer counts. */
  public void answeredBy(Endpoint winner) {
    endpoint = winner;
  }

  /** Whether it was asked a second time because the first answer was late. */
  public boolean hedged() {
    return hedged;
  }

  public void hedged(boolean value) {
    hedged = value;
  }

  /** Whether the retry budget of its backend did not allow another try. */
  public boolean retryRefused() {
    return retryRefused;
  }

  public void retryRefused(boolean value) {
    retryRefused = value;
  }

  /** Why the request failed, if it did. */
  public @Nullable FailureKind failure() {
    return failure;
  }

  /** For the log, not for the client; may be empty. */
  public String failureDetail() {
    return failureDetail;
  }

  /** The first failure stays: what follows is its consequence. */
  public void fail(FailureKind kind, String detail) {
    if (failure == null) {
      failure = kind;
      failureDetail = detail;
    }
  }

  /**
   * Notes the failure and answers with it (or cuts the connection, if an answer has begun).
   *
   * @param detail for the log, not for the client; may be empty
   */
  public void reply(HttpServerExchange exchange, FailureKind kind, String detail) {
    if (kind.ofAccess()) {
      deny(exchange, kind, detail);
      return;
    }
    fail(kind, detail);
    LocalReply.send(exchange, kind, requestId);
  }

  /** The same; and whatever the kind, it was decided that this client may not pass. */
  public void deny(HttpServerExchange exchange, FailureKind kind, String detail) {
    fail(kind, detail);
    told(exchange, AccessDecision.refused(kind, detail));
    LocalReply.send(exchange, kind, requestId);
  }

  /**
   * The same with other words for the client.
   *
   * @param words as in {@link LocalReply}
   */
  public void reply(HttpServerExchange exchange, FailureKind kind, String detail, String words) {
    fail(kind, detail);
    LocalReply.send(exchange, kind, kind.status(), requestId, words);
  }

  /** Likewise with a status that configuration chose, from 400 to 599. */
  public void reply(HttpServerExchange exchange, FailureKind kind, int status, String detail) {
    fail(kind, detail);
    LocalReply.send(exchange, kind, status, requestId);
  }

  /**
   * Likewise with other words.
   *
   * @param words as in {@link LocalReply}
   */
  public void reply(
      HttpServerExchange exchange, FailureKind kind, int status, String detail, String words) {
    fail(kind, detail);
    LocalReply.send(exchange, kind, status, requestId, words);
  }

  /** Whether the connection became a tunnel (WebSocket). */
  public boolean upgraded() {
    return upgraded;
  }

  public void upgraded(boolean value) {
    upgraded = value;
  }

  /** Bytes of the request's body that came from the client, without its framing. */
  public long bytesIn() {
    return bytesIn;
  }

  /** A piece of the request's body is there. */
  public void received(long bytes) {
    bytesIn += bytes;
  }

  /**
   * Header fields as the client sent them, with the identifiers that it was given here: names,
   * values, and 4 bytes for each.
   */
  public int headerBytes() {
    return headerBytes;
  }

  public void headerBytes(int value) {
    headerBytes = value;
  }

  public long routedNanos() {
    return routedNanos;
  }

  /** When the first attempt began. */
  public long upstreamStartNanos() {
    return upstreamStartNanos;
  }

  /** When the last attempt had its connection, fresh or pooled. */
  public long upstreamConnectedNanos() {
    return upstreamConnectedNanos;
  }

  public void upstreamConnected(long nanos) {
    upstreamConnectedNanos = nanos;
  }

  /** When the last byte of the request was handed to the socket. */
  public long requestSentNanos() {
    return requestSentNanos;
  }

  public void requestSent(long nanos) {
    requestSentNanos = nanos;
  }

  /** When the head of the backend's final response was there. */
  public long firstByteNanos() {
    return firstByteNanos;
  }

  public void firstByte(long nanos) {
    firstByteNanos = nanos;
  }
}
