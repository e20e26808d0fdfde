package dev.sluice.dataplane.handler.sanity;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.dataplane.reply.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.Optional;
import java.util.Set;

/**
 * Methods of the IANA registry (and PURGE of the caches) pass, in exactly that spelling: {@code
 * get} is not GET (RFC 9110 section 9.1). TRACE would hand cookies back to a script, CONNECT would
 * open a tunnel of the client's choice.
 */
public final class MethodCheck implements RequestCheck {
  private static final Set<String> KNOWN =
      Set.of(
          "ACL",
          "BASELINE-CONTROL",
          "BIND",
          "CHECKIN",
          "CHECKOUT",
          "COPY",
          "DELETE",
          "GET",
          "HEAD",
          "LABEL",
          "LINK",
          "LOCK",
          "MERGE",
          "MKACTIVITY",
          "MKCALENDAR",
          "MKCOL",
          "MKREDIRECTREF",
          "MKWORKSPACE",
          "MOVE",
          "OPTIONS",
          "ORDERPATCH",
          "PATCH",
          "POST",
          "PROPFIND",
          "PROPPATCH",
          "PURGE",
          "PUT",
          "QUERY",
          "REBIND",
          "REPORT",
          "SEARCH",
          "UNBIND",
          "UNCHECKOUT",
          "UNLINK",
          "UNLOCK",
          "UPDATE",
          "UPDATEREDIRECTREF",
          "VERSION-CONTROL");

  @Override
  public Verdict check(HttpServerExchange exchange, RequestContext context) {
    HttpString method = exchange.getRequestMethod();
    String name = method.toString();
    if (KNOWN.contains(name)) {
      return Verdict.PASS;
    }
    return refusal(name).<Verdict>map(failure -> new Refuse(failure, name)).orElse(Verdict.PASS);
  }

  /** How a method is refused, if it is. */
  public static Optional<FailureKind> refusal(String method) {
    if (KNOWN.contains(method)) {
      return Optional.empty();
    }
    return Optional.of(
        method.equals("TRACE") || method.equals("CONNECT")
            ? FailureKind.METHOD_NOT_ALLOWED
            : FailureKind.METHOD_NOT_IMPLEMENTED);
  }
}
