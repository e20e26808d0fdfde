package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.dns.NameFigures;
import dev.sluice.dataplane.dns.NameWatch;
import dev.sluice.matching.IpAddress;
import dev.sluice.snapshot.BackendLocation;
import dev.sluice.snapshot.Endpoint;
import dev.sluice.snapshot.EndpointSet;
import dev.sluice.snapshot.PlacedEndpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one backend is: as it is told, or as its name says by now. One watch for each backend,
 * however many routes use it. What served before serves on until the first answer of a new name.
 */
final class Location {
  private static final Logger log = LoggerFactory.getLogger(Location.class);

  private final Upstream upstream;
  private final Dialling dialling;
  private BackendLocation location = BackendLocation.LISTED;
  private EndpointSet told;
  private List<IpAddress> resolved = List.of();
  private volatile @Nullable NameWatch watch;

  Location(Upstream upstream, Dialling dialling) {
    this.upstream = upstream;
    this.dialling = dialling;
    told = EndpointSet.of(upstream.key(), List.of());
  }

  synchronized void settings(BackendLocation next) {
    if (next.equals(location)) {
      return;
    }
    BackendLocation before = location;
    location = next;
    switch (next) {
      case BackendLocation.Listed listed -> {
        stop();
        upstream.endpoints(told);
      }
      case BackendLocation.Dns(String hostname, int port) -> {
        if (before instanceof BackendLocation.Dns(String earlier, int other)
            && earlier.equals(hostname)) {
          place();
        } else {
          stop();
          watch(hostname);
        }
      }
    }
  }

  private void watch(String hostname) {
    NameWatch[] self = new NameWatch[1];
    self[0] =
        dialling
            .names()
            .watch(
                hostname,
                name -> dialling.policy().whyNot(name),
                addresses -> resolved(hostname, addresses));
    watch = self[0];
  }

  private synchronized void resolved(String hostname, List<IpAddress> addresses) {
    if (location instanceof BackendLocation.Dns(String current, int port)
        && current.equals(hostname)) {
      resolved = addresses;
      place();
    }
  }

  /** Where it is, if it has no name: remembered for when it has none. */
  synchronized void told(EndpointSet set) {
    told = set;
    if (location instanceof BackendLocation.Listed) {
      upstream.endpoints(set);
    }
  }

  /** Other addresses are forbidden than before. */
  synchronized void judgeAgain() {
    if (location instanceof BackendLocation.Dns && !resolved.isEmpty()) {
      place();
    }
  }

  /** When all are forbidden they stay, so that the dial can say why. */
  private void place() {
    if (!(location instanceof BackendLocation.Dns(String hostname, int port))) {
      return;
    }
    DialPolicy policy = dialling.policy();
    List<IpAddress> good =
        resolved.stream().filter(address -> policy.whyNot(address, port).isEmpty()).toList();
    if (good.size() < resolved.size()) {
      log.warn(
          "{} of {}: {} of its {} addresses are forbidden: {}",
          hostname,
          upstream.key(),
          resolved.size() - good.size(),
          resolved.size(),
          resolved);
    }
    upstream.endpoints(
        new EndpointSet(
            upstream.key(),
            (good.isEmpty() ? resolved : good)
                .stream()
                    .map(address -> PlacedEndpoint.of(new Endpoint(address.toString(), port)))
                    .toList()));
  }

  /** Done when it is known, or it is known that it cannot be. */
  CompletableFuture<Void> known() {
    NameWatch current = watch;
    return current == null ? CompletableFuture.completedFuture(null) : current.first();
  }

  /** Of the look-ups, if there are any. */
  @Nullable NameFigures figures() {
    NameWatch current = watch;
    return current == null ? null : current.figures();
  }

  synchronized void stop() {
    NameWatch current = watch;
    if (current != null) {
      current.stop();
      watch = null;
      resolved = List.of();
    }
  }
}
