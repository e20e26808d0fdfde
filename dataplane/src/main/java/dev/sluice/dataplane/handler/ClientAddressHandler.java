package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.handler.sanity.AddressText;
import dev.sluice.dataplane.handler.sanity.SpoofedHeaderRemoval;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.matching.IpAddress;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client, as far as the trusted proxies in front are to be believed, and writes the
 * forwarding headers afresh: nothing that an untrusted client says of itself reaches a backend.
 */
public final class ClientAddressHandler implements HttpHandler {
  private static final HttpString FOR = HttpString.tryFromString("X-Forwarded-For");
  private static final HttpString PROTO = HttpString.tryFromString("X-Forwarded-Proto");
  private static final HttpString HOST = HttpString.tryFromString("X-Forwarded-Host");
  private static final HttpString PORT = HttpString.tryFromString("X-Forwarded-Port");

  /** A longer chain is cut off rather than sent on. */
  private static final int MAX_CHAIN = 2_048;

  private final TrustPolicy trust;
  private final HttpString trustedHeader;
  private final boolean rfc7239;
  private final SpoofedHeaderRemoval removal;
  private final HttpHandler next;

  public ClientAddressHandler(TrustPolicy trust, IdentityNames identity, HttpHandler next) {
    this.trust = trust;
    this.removal = new SpoofedHeaderRemoval(identity);
    String header =
        switch (trust) {
          case TrustPolicy.Nobody nobody -> "x-forwarded-for";
          case TrustPolicy.Hops hops -> hops.header();
          case TrustPolicy.Networks networks -> networks.header();
        };
    this.trustedHeader = HttpString.tryFromString(header);
    this.rfc7239 = header.equals("forwarded");
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    RequestContext context = RequestContext.of(exchange);
    Peer peer = Peer.of(exchange);
    HeaderMap headers = exchange.getRequestHeaders();
    IpAddress client = peer.address() == null ? null : behindTrusted(headers, peer.address());
    if (client == null) {
      context.client(peer.text(), peer.address(), false);
    } else {
      context.client(client.toString(), client, true);
    }
    String chain = client == null ? null : chain(headers, context.clientAddress(), peer.text());
    String proto = client == null ? null : trustedWord(headers.get(PROTO), "http", "https");
    String port = client == null ? null : trustedPort(headers.get(PORT));
    removal.check(exchange, context);
    headers.put(FOR, chain == null ? peer.text() : chain);
    headers.put(PROTO, proto == null ? exchange.getRequestScheme() : proto);
    headers.put(PORT, port == null ? peer.port() : port);
    String host = headers.getFirst(Headers.HOST);
    if (host != null) {
      headers.put(HOST, host);
    }
    next.handleRequest(exchange);
  }

  /** Null if nobody trusted speaks, or what is said cannot be read. */
  private @Nullable IpAddress behindTrusted(HeaderMap headers, IpAddress peer) {
    return switch (trust) {
      case TrustPolicy.Nobody nobody -> null;
      case TrustPolicy.Hops(int hops, String header) -> {
        List<String> chain = ForwardedChain.fromTheRight(headers.get(trustedHeader), rfc7239);
        yield chain.size() < hops ? null : AddressText.parse(chain.get(hops - 1)).orElse(null);
      }
      case TrustPolicy.Networks networks -> {
        if (!networks.contain(peer)) {
          yield null;
        }
        IpAddress client = null;
        for (String hop : ForwardedChain.fromTheRight(headers.get(trustedHeader), rfc7239)) {
          IpAddress address = AddressText.parse(hop).orElse(null);
          if (address == null) {
            break;
          }
          client = address;
          if (!networks.contain(address)) {
            break;
          }
        }
        yield client;
      }
    };
  }

  /** The trusted chain with the peer appended, or as much as the trusted header says. */
  private String chain(HeaderMap headers, String client, String peer) {
    HeaderValues given = headers.get(FOR);
    if (!trustedHeader.equals(FOR) || given == null) {
      return client + ", " + peer;
    }
    String chain = given.size() == 1 ? given.getFirst() : String.join(", ", given);
    return chain.length() > MAX_CHAIN ? client + ", " + peer : chain + ", " + peer;
  }

  private static @Nullable String trustedWord(
      @Nullable HeaderValues values, String one, String other) {
    if (values == null || values.size() != 1) {
      return null;
    }
    String word = values.getFirst();
    return word.equals(one) || word.equals(other) ? word : null;
  }

  private static @Nullable String trustedPort(@Nullable HeaderValues values) {
    if (values == null || values.size() != 1) {
      return null;
    }
    String text = values.getFirst();
    if (text.isEmpty() || text.length() > 5) {
      return null;
    }
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? text : null;
  }

  @Override
  public String toString() {
    return "client-address(" + trust + ")";
  }
}
