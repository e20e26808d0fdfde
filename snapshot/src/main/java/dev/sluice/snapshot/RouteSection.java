package dev.sluice.snapshot;

import java.util.List;

/**
 * One GatewayRoute as one data plane serves it.
 *
 * @param created when the resource was created, in seconds since the epoch: the older route wins a
 *     tie
 * @param priority -1000 to 1000, the higher first; compared only with routes of the same namespace
 * @param hostnames sorted; never empty, {@link HostPattern.Any} stands for "all hosts"
 * @param rules in the order of the resource
 */
public record RouteSection(
    ObjectKey route, long created, int priority, List<HostPattern> hostnames, List<RouteRule> rules)
    implements Section {
  public RouteSection {
    hostnames = hostnames.stream().sorted(HostPattern.ORDER).distinct().toList();
    rules = List.copyOf(rules);
  }

  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.ROUTE, route);
  }
}
