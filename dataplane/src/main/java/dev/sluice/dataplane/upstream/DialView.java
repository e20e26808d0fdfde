package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.dns.NameFigures;
import dev.sluice.snapshot.ObjectKey;
import java.util.Optional;

/**
 * How the endpoints of a backend are found and reached.
 *
 * @param forbidden connections that were not made because of their address
 * @param tlsFailures connections over which no trust could be had
 * @param names of the look-ups, if the backend has a name
 */
public record DialView(
    ObjectKey backend, long forbidden, long tlsFailures, Optional<NameFigures> names) {
  static DialView of(ObjectKey backend, DialFigures figures, Location location) {
    return new DialView(
        backend,
        figures.forbiddenSum(),
        figures.tlsFailureSum(),
        Optional.ofNullable(location.figures()));
  }
}
