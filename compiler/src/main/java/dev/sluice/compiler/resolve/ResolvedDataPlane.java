package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyLayers;
import java.util.List;

/** Sockets of a data plane, and whom it believes about clients. */
public record ResolvedDataPlane(
    ObjectKey dataPlane,
    List<Listener> listeners,
    ClientAddress clientAddress,
    PolicyLayers policies) {
  public ResolvedDataPlane {
    listeners = List.copyOf(listeners);
  }
}
