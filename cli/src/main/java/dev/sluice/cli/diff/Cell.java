package dev.sluice.cli.diff;

import dev.sluice.cli.words.MatchWords;
import dev.sluice.matching.Cidr;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.IpAddress;
import dev.sluice.matching.MatchConditions;
import dev.sluice.snapshot.FieldMatch;
import dev.sluice.snapshot.HostPattern;
import dev.sluice.snapshot.MethodMatch;
import dev.sluice.snapshot.PathMatch;
import dev.sluice.snapshot.RouteMatch;
import dev.sluice.snapshot.ValueMatch;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A kind of requests that a rule speaks of. */
record Cell(HostPattern host, RouteMatch match) {
  /** Stands where a rule leaves a part open; nobody's rule names it. */
  private static final String OPEN = "sluice-any";

  String text() {
    return MatchWords.of(host, match);
  }

  /**
   * A request of this kind that as few other rules as possible speak of; empty if none is found.
   *
   * @param otherMethod one that no rule names
   */
  Optional<DescribedRequest> example(String otherMethod) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (FieldMatch field : match.headers()) {
      value(field.value()).ifPresent(value -> headers.put(field.name(), List.of(value)));
    }
    List<String> query = new ArrayList<>();
    for (FieldMatch field : match.queryParams()) {
      value(field.value())
          .ifPresent(value -> query.add(encoded(field.name()) + "=" + encoded(value)));
    }
    List<String> cookies = new ArrayList<>();
    for (FieldMatch field : match.cookies()) {
      value(field.value()).ifPresent(value -> cookies.add(field.name() + "=" + value));
    }
    if (!cookies.isEmpty()) {
      headers.put("cookie", List.of(String.join("; ", cookies)));
    }
    DescribedRequest example =
        new DescribedRequest(
            match.method() instanceof MethodMatch.Is(String method) ? method : otherMethod,
            hostName(),
            path(),
            String.join("&", query),
            headers,
            client());
    return Optional.of(example).filter(request -> MatchConditions.of(host, match).hold(request));
  }

  /** Whether the example of this is one of the other's requests too. */
  boolean within(Cell other) {
    return example("GET")
        .filter(request -> MatchConditions.of(other.host, other.match).hold(request))
        .isPresent();
  }

  private Optional<IpAddress> client() {
    return match.clientCidrs().stream().findFirst().flatMap(Cidr::parse).map(Cidr::network);
  }

  private String hostName() {
    return switch (host) {
      case HostPattern.Exact(String name) -> name;
      case HostPattern.Wildcard(String suffix) -> OPEN + "." + suffix;
      case HostPattern.Any any -> OPEN + "." + OPEN;
    };
  }

  private String path() {
    return switch (match.path()) {
      case PathMatch.Exact(String value) -> value;
      case PathMatch.Prefix(String value) ->
          (value.endsWith("/") ? value : value + "/") + OPEN + "/" + OPEN;
      case PathMatch.Glob(String value) ->
          value.replace("**", OPEN + "/" + OPEN).replace("*", OPEN);
      case PathMatch.Regex(String value) -> RegexExample.of(value, "/");
    };
  }

  private static Optional<String> value(ValueMatch value) {
    return switch (value) {
      case ValueMatch.Exact(String text) -> Optional.of(text);
      case ValueMatch.Regex(String pattern) -> Optional.of(RegexExample.of(pattern, OPEN));
      case ValueMatch.Present present -> Optional.of(OPEN);
      case ValueMatch.Absent absent -> Optional.empty();
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
