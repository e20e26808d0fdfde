package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.Reason;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.Filter;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.RouteAction;
import java.util.Objects;

/** Fixed answers: DirectResponse filters, and what stands in for a backend. */
final class DirectResponseResolver {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int MAX_BODY = 65_536;

  private final Diagnostics diagnostics;

  private final Reason reason;

  DirectResponseResolver(Diagnostics diagnostics) {
    this(diagnostics, RouteReason.INVALID_FILTER);
  }

  /**
   * @param reason of what is wrong with an answer
   */
  DirectResponseResolver(Diagnostics diagnostics, Reason reason) {
    this.diagnostics = diagnostics;
    this.reason = reason;
  }

  RouteAction.Respond resolve(Filter.DirectResponse response, String field) {
    int status = Objects.requireNonNullElse(response.statusCode(), 0);
    String body = Objects.requireNonNullElse(response.body(), "");
    String contentType = Objects.requireNonNullElse(response.contentType(), TEXT);
    if (status < 200 || status > 599) {
      diagnostics.error(
          reason, field + ".statusCode", status + " is no final status; give one from 200 to 599");
    }
    boolean bodiless = status == 204 || status == 205 || status == 304;
    if (bodiless && !body.isEmpty()) {
      diagnostics.error(
          reason,
          field + ".body",
          "an answer with status " + status + " has no body; remove it or change the status");
    }
    if (body.length() > MAX_BODY) {
      diagnostics.error(
          reason,
          field + ".body",
          "is longer than " + MAX_BODY + " characters; serve it from a backend");
    }
    if (!isMediaType(contentType)) {
      diagnostics.error(
          reason,
          field + ".contentType",
          PlainText.quote(contentType) + " is no media type; write one such as application/json");
    }
    return new RouteAction.Respond(status, body.isEmpty() ? "" : contentType, body);
  }

  /** Type and subtype as RFC 9110 section 8.3.1 says; parameters only have to be harmless. */
  private static boolean isMediaType(String text) {
    int end = text.indexOf(';');
    String essence = (end < 0 ? text : text.substring(0, end)).strip();
    int slash = essence.indexOf('/');
    return slash > 0
        && HttpToken.matches(essence.substring(0, slash))
        && HttpToken.matches(essence.substring(slash + 1))
        && text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }
}
