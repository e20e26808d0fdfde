package dev.sluice.dataplane.handler;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;

/**
 * What {@code Connection} names is removed on the way (RFC 9110 section 7.6.1); a client that names
 * a header which the gateway itself writes, or which frames or addresses the request, wants to have
 * it missing where it is relied on (CVE-2024-45410 and its kin).
 */
public final class ConnectionHeaderCheck implements RequestCheck {
  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HeaderValues connection = exchange.getRequestHeaders().get(Headers.CONNECTION);
    if (connection == null) {
      return Verdict.PASS;
    }
    for (int i = 0; i < connection.size(); i++) {
      String value = connection.get(i);
      int from = 0;
      while (from <= value.length()) {
        int comma = value.indexOf(',', from);
        int to = comma < 0 ? value.length() : comma;
        String option = value.substring(from, to).strip().toLowerCase(Locale.ROOT);
        if (!option.isEmpty() && !HeaderText.isToken(option)) {
          return new Refuse(FailureKind.INVALID_HEADER, "Connection is no list of tokens");
        }
        if (OwnHeaders.mustNotBeNominated(option)) {
          return new Refuse(FailureKind.INVALID_HEADER, "Connection names " + option);
        }
        from = to + 1;
      }
    }
    return Verdict.PASS;
  }
}
