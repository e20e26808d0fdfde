package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.ClientAddress;
import dev.sluice.snapshot.IdentityRules;
import dev.sluice.snapshot.Listener;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PolicyLayers;
import dev.sluice.snapshot.SharedStore;
import java.util.List;

/** Sockets of a data plane, whom it believes about clients, how it knows them, what it shares. */
public record ResolvedDataPlane(
    ObjectKey dataPlane,
    List<Listener> listeners,
    ClientAddress clientAddress,
    PolicyLayers policies,
    IdentityRules identities,
    SharedStore store) {
  public ResolvedDataPlane {
    listeners = List.copyOf(listeners);
  }
}
