package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.observe.log.JsonBuffer;
import dev.sluice.snapshot.ObjectKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be done at the loopback port, by POST. A web page open on the same machine may send
 * requests here as well, though it cannot read the answers: browsers then name it in {@code
 * Origin}, and such a request is refused.
 */
final class ActionPaths {
  static final String RESET = "/api/v1/backends/NAMESPACE/NAME/breaker/reset";

  static final String RESET_LIMIT = "/api/v1/limits/NAMESPACE/POLICY/LIMIT/reset";

  private static final Pattern RESET_LIMIT_PATH =
      Pattern.compile("/api/v1/limits/([^/]+)/([^/]+)/([^/]+)/reset");
  private static final Pattern RESET_PATH =
      Pattern.compile("/api/v1/backends/([^/]+)/([^/]+)/breaker/reset");
  private static final HttpString SEC_FETCH_SITE = HttpString.tryFromString("Sec-Fetch-Site");

  private final AdminActions actions;

  ActionPaths(AdminActions actions) {
    this.actions = actions;
  }

  boolean has(String path) {
    return RESET_PATH.matcher(path).matches() || RESET_LIMIT_PATH.matcher(path).matches();
  }

  /**
   * Only for a path that it has.
   *
   * @param query by name, decoded
   */
  Reply post(String path, Map<String, Deque<String>> query, HeaderMap request) {
    if (request.contains(Headers.ORIGIN) || request.contains(SEC_FETCH_SITE)) {
      return Reply.problem(
          403, "Forbidden", "Web pages may change nothing here.", "CROSS_SITE_REQUEST");
    }
    Matcher limit = RESET_LIMIT_PATH.matcher(path);
    if (limit.matches()) {
      return resetLimit(
          new ObjectKey(limit.group(1), limit.group(2)),
          limit.group(3),
          query.getOrDefault("key", new ArrayDeque<>()),
          query.getOrDefault("part", new ArrayDeque<>()));
    }
    Matcher backend = RESET_PATH.matcher(path);
    if (!backend.matches()) {
      throw new IllegalArgumentException(path);
    }
    return resetBreaker(new ObjectKey(backend.group(1), backend.group(2)));
  }

  private Reply resetBreaker(ObjectKey backend) {
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

  private Reply resetLimit(
      ObjectKey policy, String limit, Deque<String> names, Deque<String> parts) {
    // Neither names the one counter of a limit that has no key.
    if (names.size() > 1 || !(names.isEmpty() || parts.isEmpty())) {
      return Reply.problem(
          400,
          "Bad Request",
          "Which key? One ?key=… as /api/v1/limits shows it, or one ?part=… for each part of the"
              + " limit's key, in its order; nothing if it has no key.",
          "NO_KEY");
    }
    LimitReset reset =
        actions.resetLimit(
            policy,
            limit,
            names.isEmpty()
                ? new AdminActions.LimitKey.Parts(List.copyOf(parts))
                : new AdminActions.LimitKey.Shown(names.getFirst()));
    return switch (reset) {
      case LimitReset.Done done ->
          Reply.json(new JsonBuffer(64).beginObject().name("reset").bool(true).endObject());
      case LimitReset.Shared(int told, int of) -> shared(told, of);
      case LimitReset.NoLimit none ->
          Reply.problem(404, "Not Found", "There is no such limit here.", "NO_LIMIT");
      case LimitReset.NoKey none ->
          Reply.problem(
              404,
              "Not Found",
              "That key is not among those that ask most: name its parts instead.",
              "NO_KEY");
      case LimitReset.Malformed(String reason) ->
          Reply.problem(400, "Bad Request", "There is no such key: " + reason + ".", "NO_KEY");
    };
  }

  private static Reply shared(int told, int of) {
    JsonBuffer out = new JsonBuffer(256).beginObject().name("reset").bool(true);
    out.name("replicas").number(told);
    if (told < of) {
      out.name("detail")
          .string(
              "Only this one of "
                  + of
                  + " replicas: no operator is there that would tell the others. Reset it at the"
                  + " admin port of each.");
    }
    return Reply.json(out.endObject());
  }
}
