package dev.sluice.matching;

import dev.sluice.snapshot.HostPattern;

/** A condition on the host. */
public record HostCondition(HostPattern pattern) implements Condition {
  @Override
  public boolean holds(MatchRequest request) {
    String host = request.host();
    return switch (pattern) {
      case HostPattern.Exact(String name) -> name.equals(host);
      case HostPattern.Wildcard(String suffix) ->
          host.length() > suffix.length() + 1
              && host.endsWith(suffix)
              && host.charAt(host.length() - suffix.length() - 1) == '.';
      case HostPattern.Any any -> true;
    };
  }

  @Override
  public String text() {
    return "host " + pattern.text();
  }

  @Override
  public String found(MatchRequest request) {
    return "host is " + request.host();
  }
}
