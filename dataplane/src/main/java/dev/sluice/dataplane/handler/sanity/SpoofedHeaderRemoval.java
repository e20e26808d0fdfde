package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.IdentityNames;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Removes what only the gateway may say, in every spelling. */
public final class SpoofedHeaderRemoval implements RequestCheck {
  /** A bound, because clients choose the names. */
  private static final int MAX_REMEMBERED = 1_000;

  /** Likewise: a thousand names as long as a head may be are too much to keep. */
  private static final int MAX_REMEMBERED_LENGTH = 64;

  /** The verdict on a name is the same for ever; browsers send the same few names. */
  private final ConcurrentHashMap<HttpString, Boolean> verdicts = new ConcurrentHashMap<>();

  private final AtomicInteger remembered = new AtomicInteger();
  private final IdentityNames identity;

  /**
   * @param identity what the data plane tells backends of clients
   */
  public SpoofedHeaderRemoval(IdentityNames identity) {
    this.identity = identity;
  }

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    List<HttpString> spoofed = List.of();
    for (long at = headers.fastIterate(); at != -1; at = headers.fiNext(at)) {
      HttpString name = headers.fiCurrent(at).getHeaderName();
      if (isSpoofed(name)) {
        if (spoofed.isEmpty()) {
          spoofed = new ArrayList<>();
        }
        spoofed.add(name);
      }
    }
    for (HttpString name : spoofed) {
      headers.remove(name);
    }
    return Verdict.PASS;
  }

  private boolean isSpoofed(HttpString name) {
    Boolean known = verdicts.get(name);
    if (known != null) {
      return known;
    }
    boolean spoofed = removes(identity, name.toString().toLowerCase(Locale.ROOT));
    if (name.length() <= MAX_REMEMBERED_LENGTH
        && remembered.get() < MAX_REMEMBERED
        && verdicts.putIfAbsent(name, spoofed) == null) {
      remembered.incrementAndGet();
    }
    return spoofed;
  }

  /**
   * @param name in lower case
   */
  public static boolean removes(IdentityNames identity, String name) {
    String folded = name.replace('_', '-');
    return (folded.equals(name) ? OwnHeaders.isRemoved(name) : OwnHeaders.isRemovedVariant(folded))
        || identity.contain(name);
  }
}
