package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.identity.Identity;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.dataplane.reply.LocalReply;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.PathMatch;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that handlers tell each other and the observers about one request: the only attachment of an
 * exchange. Touched on the request's I/O thread only.
 *
 * <p>Times are {@link System#nanoTime()}; 0 means "has not happened".
 */
public final class RequestContext {
  private static final AttachmentKey<RequestContext> KEY =
      AttachmentKey.create(RequestContext.class);

  private final long startNanos;
  private final String peerAddress;
  private final UpstreamNotes upstream = new UpstreamNotes();
  private String requestId = "";
  private String traceParent = "";
  private String clientAddress = "";
  private @Nullable IpAddress client;
  private boolean behindTrusted;
  private String host = "";
  private String path = "";
  private String forwardedPath = "";
  private @Nullable RoutedRule rule;
  private @Nullable PathMatch matchedPath;
  private @Nullable FailureKind failure;
  private String failureDetail = "";
  private @Nullable Identity identity;
  private @Nullable LimitNotes limits;
  private String provider = "";
  private Set<String> secretParameters = Set.of();
  private List<HeldCookie> heldCookies = List.of();
  private int headerBytes;
  private boolean deprecated;
  private long bytesIn;
  private long routedNanos;

  private RequestContext(long startNanos, String peerAddress) {
    this.startNanos = startNanos;
    this.peerAddress = peerAddress;
  }

  /** Called once, by the outermost handler. */
  public static RequestContext open(
      HttpServerExchange exchange, long startNanos, String peerAddress) {
    RequestContext context = new RequestContext(startNanos, peerAddress);
    exchange.putAttachment(KEY, context);
    // The first to be added is the last to be asked: all that edit the headers have done so then.
    exchange.addResponseWrapper(context.upstream);
    return context;
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

  /** Whether a proxy that is trusted handed the request on, and so vouches for its headers. */
  public boolean behindTrusted() {
    return behindTrusted;
  }

  public void client(String text, @Nullable IpAddress address, boolean behindTrusted) {
    this.clientAddress = text;
    this.client = address;
    this.behindTrusted = behindTrusted;
  }

  /** The other end of the TCP connection, or what the PROXY protocol says of it; may be empty. */
  public String peerAddress() {
    return peerAddress;
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

  /** Which rule took the request, null before routing. */
  public @Nullable RoutedRule rule() {
    return rule;
  }

  /** The condition on the path that held. */
  public PathMatch matchedPath() {
    if (matchedPath == null) {
      throw new IllegalStateException("no rule has taken the request yet");
    }
    return matchedPath;
  }

  public void routed(RoutedRule rule, PathMatch matched, long nanos) {
    this.rule = rule;
    this.matchedPath = matched;
    this.routedNanos = nanos;
  }

  /** When a rule took the request. */
  public long routedNanos() {
    return routedNanos;
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

  /** How the request fared upstream. */
  public UpstreamNotes upstream() {
    return upstream;
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
      AccessDecision.refused(kind, detail).tell(exchange, this);
    } else {
      fail(kind, detail);
    }
    LocalReply.send(exchange, kind, requestId);
  }

  /**
   * The same with another status and other words than the kind's own.
   *
   * @param status that configuration chose, from 400 to 599
   * @param words for the client, as in {@link LocalReply}
   */
  public void reply(
      HttpServerExchange exchange, FailureKind kind, int status, String detail, String words) {
    fail(kind, detail);
    LocalReply.send(exchange, kind, status, requestId, words);
  }

  /** Bytes of the request's body that came from the client, without its framing. */
  public long bytesIn() {
    return bytesIn;
  }

  /** A piece of the request's body is there. */
  public void received(long bytes) {
    bytesIn += bytes;
  }

  /** Of header fields as they came, with the identifiers given here; each counts 4 more. */
  public int headerBytes() {
    return headerBytes;
  }

  public void headerBytes(int value) {
    headerBytes = value;
  }
}
