package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.identity.IdentityNames;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.HttpToken;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What {@code Connection} names is removed (RFC 9110 section 7.6.1); a client that names a header
 * which the gateway itself writes, or which frames or addresses the request, wants to have it
 * missing where it is relied on (CVE-2024-45410 and its kin).
 *
 * <p>Removed here and the nomination with it, not when the request is forwarded: what a route or
 * the gateway sets afterwards under such a name is theirs, and no client can take it away.
 */
public final class ConnectionHeaderCheck implements RequestCheck {
  /** Options that say something of the connection itself; what they imply is known by now. */
  private static final Set<String> WITHOUT_FIELD = Set.of("", "keep-alive");

  private final IdentityNames identity;

  public ConnectionHeaderCheck(IdentityNames identity) {
    this.identity = identity;
  }

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues connection = headers.get(Headers.CONNECTION);
    if (connection == null) {
      return Verdict.PASS;
    }
    List<String> nominated = List.of();
    boolean upgrade = false;
    for (int i = 0; i < connection.size(); i++) {
      String value = connection.get(i);
      int from = 0;
      while (from <= value.length()) {
        int comma = value.indexOf(',', from);
        int to = comma < 0 ? value.length() : comma;
        String option = value.substring(from, to).strip().toLowerCase(Locale.ROOT);
        if (!option.isEmpty() && !HttpToken.matches(option)) {
          return new Refuse(FailureKind.INVALID_HEADER, "Connection is no list of tokens");
        }
        if (OwnHeaders.mustNotBeNominated(option) || identity.contain(option)) {
          return new Refuse(FailureKind.INVALID_HEADER, "Connection names " + option);
        }
        if (option.equals("upgrade")) {
          upgrade = true;
        } else if (option.equals("close")) {
          // Undertow knows it only where nothing stands beside it.
          exchange.setPersistent(false);
        } else if (!WITHOUT_FIELD.contains(option)) {
          if (nominated.isEmpty()) {
            nominated = new ArrayList<>();
          }
          nominated.add(option);
        }
        from = to + 1;
      }
    }
    if (!nominated.isEmpty()) {
      remove(nominated, upgrade, headers);
    }
    return Verdict.PASS;
  }

  private static void remove(List<String> nominated, boolean upgrade, HeaderMap headers) {
    for (String name : nominated) {
      headers.remove(name);
    }
    if (upgrade) {
      headers.put(Headers.CONNECTION, "Upgrade");
    } else {
      headers.remove(Headers.CONNECTION);
    }
  }
}
