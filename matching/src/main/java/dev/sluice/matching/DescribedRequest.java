package dev.sluice.matching;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody sent: {@code explain} and tests describe one.
 *
 * @param host {@linkplain HostName#normalize normalised}
 * @param path {@linkplain RequestPath#normalize normalised}, without the query
 * @param query without the question mark; may be empty
 * @param headers field lines by name, in lower case
 */
public record DescribedRequest(
    String method,
    String host,
    String path,
    String query,
    Map<String, List<String>> headers,
    Optional<IpAddress> address)
    implements MatchRequest {
  public DescribedRequest {
    Map<String, List<String>> lower = new TreeMap<>();
    headers.forEach((name, lines) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(lines)));
    headers = Map.copyOf(lower);
  }

  public static DescribedRequest of(String method, String host, String path) {
    return new DescribedRequest(method, host, path, "", Map.of(), Optional.empty());
  }

  @Override
  public @Nullable String header(String name) {
    List<String> lines = headers.get(name);
    if (lines == null) {
      return null;
    }
    return lines.size() == 1 ? lines.getFirst() : String.join(", ", lines);
  }

  @Override
  public @Nullable String queryParam(String name) {
    return QueryString.first(query, name);
  }

  @Override
  public @Nullable String cookie(String name) {
    for (String line : headers.getOrDefault("cookie", List.of())) {
      String value = CookieHeader.first(line, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public @Nullable IpAddress client() {
    return address.orElse(null);
  }
}
