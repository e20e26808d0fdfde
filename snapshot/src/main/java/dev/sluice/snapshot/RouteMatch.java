package dev.sluice.snapshot;

import java.util.List;

/**
 * All parts must hold.
 *
 * @param headers request header fields, names in lower case
 * @param queryParams names case-sensitive, decoded
 * @param cookies names case-sensitive
 * @param clientCidrs networks in canonical form, any of; empty for every client
 */
public record RouteMatch(
    PathMatch path,
    MethodMatch method,
    List<FieldMatch> headers,
    List<FieldMatch> queryParams,
    List<FieldMatch> cookies,
    List<String> clientCidrs) {
  public RouteMatch {
    headers = List.copyOf(headers);
    queryParams = List.copyOf(queryParams);
    cookies = List.copyOf(cookies);
    clientCidrs = List.copyOf(clientCidrs);
  }

  /** Path and method alone. */
  public static RouteMatch of(PathMatch path, MethodMatch method) {
    return new RouteMatch(path, method, List.of(), List.of(), List.of(), List.of());
  }
}
