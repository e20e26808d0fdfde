package dev.sluice.cli.routes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One way to a rule: a host and a match. Texts, for people and scripts alike.
 *
 * @param conditions besides host, path and method
 * @param action backends with their shares, or what the gateway answers
 * @param limits that are attached to where its requests go
 * @param state {@code Accepted}, or the reason why it is not served as written
 */
public record RouteRow(
    String dataPlane,
    String host,
    String path,
    String method,
    String conditions,
    String route,
    String rule,
    int priority,
    String action,
    String filters,
    String limits,
    String state,
    String place) {

  /** Column titles of {@link #cells}. */
  static List<String> titles(boolean wide) {
    return wide
        ? List.of(
            "DATA PLANE",
            "HOST",
            "PATH",
            "METHOD",
            "CONDITIONS",
            "ROUTE",
            "RULE",
            "PRIORITY",
            "BACKENDS",
            "FILTERS",
            "LIMITS",
            "STATE",
            "PLACE")
        : List.of("HOST", "PATH", "METHOD", "ROUTE", "RULE", "BACKENDS", "STATE");
  }

  List<String> cells(boolean wide) {
    return wide
        ? List.of(
            dataPlane,
            host,
            path,
            method,
            conditions,
            route,
            rule,
            Integer.toString(priority),
            action,
            filters,
            limits,
            state,
            place)
        : List.of(
            host,
            path,
            conditions.isEmpty() ? method : method + " with " + conditions,
            route,
            rule,
            action,
            state);
  }

  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("dataPlane", dataPlane);
    json.put("host", host);
    json.put("path", path);
    json.put("method", method);
    json.put("conditions", conditions);
    json.put("route", route);
    json.put("rule", rule);
    json.put("priority", priority);
    json.put("backends", action);
    json.put("filters", filters);
    json.put("limits", limits);
    json.put("state", state);
    json.put("place", place);
    return json;
  }
}
