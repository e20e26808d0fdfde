package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.JsonBuffer;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be done at the loopback port, by POST. A web page open on the same machine may send
 * requests here as well, though it cannot read the answers: browsers then name it in {@code
 * Origin}, and such a request is refused.
 */
final class ActionPaths {
  static final String RESET = "/api/v1/backends/NAMESPACE/NAME/breaker/reset";

  private static final Pattern RESET_PATH =
      Pattern.compile("/api/v1/backends/([^/]+)/([^/]+)/breaker/reset");
  private static final HttpString SEC_FETCH_SITE = HttpString.tryFromString("Sec-Fetch-Site");

  private final AdminActions actions;

  ActionPaths(AdminActions actions) {
    this.actions = actions;
  }

  boolean has(String path) {
    return RESET_PATH.matcher(path).matches();
  }

  /** Only for a path that it has. */
  Reply post(String path, HeaderMap request) {
    if (request.contains(Headers.ORIGIN) || request.contains(SEC_FETCH_SITE)) {
      return Reply.problem(
          403, "Forbidden", "Web pages may change nothing here.", "CROSS_SITE_REQUEST");
    }
    Matcher parts = RESET_PATH.matcher(path);
    if (!parts.matches()) {
      throw new IllegalArgumentException(path);
    }
    ObjectKey backend = new ObjectKey(parts.group(1), parts.group(2));
    return switch (actions.resetBreaker(backend)) {
      case DONE ->
          Reply.json(new JsonBuffer(64).beginObject().name("breaker").string("closed").endObject());
      case NO_BACKEND ->
          Reply.problem(
              404, "Not Found", "No route of this data plane uses that backend.", "NO_BACKEND");
      case NO_BREAKER ->
          Reply.problem(404, "Not Found", "That backend has no circuit breaker.", "NO_BREAKER");
    };
  }
}
