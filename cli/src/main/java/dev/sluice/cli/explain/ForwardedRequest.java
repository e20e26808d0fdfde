package dev.sluice.cli.explain;

import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.IpAddress;
import dev.sluice.matching.PathRewriter;
import dev.sluice.matching.RewrittenPath;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.snapshot.HeaderEdits;
import dev.sluice.snapshot.HeaderValue;
import dev.sluice.snapshot.PathRewrite;
import dev.sluice.snapshot.RequestVariable;
import dev.sluice.snapshot.RouteFilter;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.ValuePart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a backend gets, but for the fields that the gateway writes into every request (trace,
 * request id, {@code X-Forwarded-…}).
 *
 * @param headers field lines by name; what is known only while serving stands as a variable
 */
public record ForwardedRequest(
    String method, String target, String host, Map<String, List<String>> headers) {

  static ForwardedRequest of(RouteCandidate candidate, RouteRule rule, DescribedRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request.headers().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("host"))
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> headers.put(entry.getKey(), entry.getValue()));
    String host = request.host();
    String path = request.path();
    for (RouteFilter filter : rule.filters()) {
      if (filter instanceof RouteFilter.EditRequestHeaders(HeaderEdits edits)) {
        edit(headers, edits, candidate, request);
      } else if (filter instanceof RouteFilter.Rewrite(String hostname, PathRewrite rewrite)) {
        host = hostname.isEmpty() ? host : hostname;
        path = rewritten(request.path(), candidate, rewrite);
      }
    }
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return new ForwardedRequest(request.method(), path + query, host, headers);
  }

  /** By the data plane's own rewriter. */
  private static String rewritten(String path, RouteCandidate candidate, PathRewrite rewrite) {
    return switch (PathRewriter.of(rewrite).rewrite(path, candidate.match().path())) {
      case RewrittenPath.Path(String result) -> result;
      case RewrittenPath.Refused(String reason) ->
          "nothing, for the rewritten path " + reason + ": the answer is 400";
    };
  }

  /** Remove, set, add. */
  private static void edit(
      Map<String, List<String>> headers,
      HeaderEdits edits,
      RouteCandidate candidate,
      DescribedRequest request) {
    edits.remove().forEach(name -> remove(headers, name));
    for (HeaderValue header : edits.set()) {
      remove(headers, header.name());
      headers.put(header.name(), List.of(value(header, candidate, request)));
    }
    for (HeaderValue header : edits.add()) {
      List<String> lines = new ArrayList<>(remove(headers, header.name()));
      lines.add(value(header, candidate, request));
      headers.put(header.name(), lines);
    }
  }

  private static List<String> remove(Map<String, List<String>> headers, String name) {
    for (String present : headers.keySet()) {
      if (present.equalsIgnoreCase(name)) {
        return headers.remove(present);
      }
    }
    return List.of();
  }

  private static String value(
      HeaderValue header, RouteCandidate candidate, DescribedRequest request) {
    return header.value().stream()
        .map(
            part ->
                switch (part) {
                  case ValuePart.Text(String text) -> text;
                  case ValuePart.Variable(RequestVariable variable) ->
                      known(variable, candidate, request);
                  case ValuePart.Claim(String claim) -> "${" + ValuePart.Claim.PREFIX + claim + "}";
                })
        .collect(Collectors.joining());
  }

  private static String known(
      RequestVariable variable, RouteCandidate candidate, DescribedRequest request) {
    return switch (variable) {
      case CLIENT_IP -> request.address().map(IpAddress::toString).orElse("${client.ip}");
      case REQUEST_HOST -> request.host();
      case REQUEST_METHOD -> request.method();
      case REQUEST_PATH -> request.path();
      case ROUTE_NAME -> candidate.route().route().name();
      case REQUEST_ID, IDENTITY_USER, IDENTITY_TENANT -> "${" + variable.text() + "}";
    };
  }
}
