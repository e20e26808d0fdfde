package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * What comes from the DataPlane resource itself.
 *
 * @param listeners sorted by name
 * @param policies what it says of all its routes; kept here so that a broken edit has a last good
 *     version, and for those who look
 * @param dial where it may connect to
 * @param identities how it knows clients
 * @param store what its data planes share
 */
public record GatewaySection(
    ObjectKey dataPlane,
    List<Listener> listeners,
    ClientAddress clientAddress,
    PolicyLayers policies,
    DialRules dial,
    IdentityRules identities,
    SharedStore store)
    implements Section {
  public GatewaySection {
    listeners = listeners.stream().sorted(Comparator.comparing(Listener::name)).toList();
  }

  /** Without policies. */
  public static GatewaySection of(
      ObjectKey dataPlane, List<Listener> listeners, ClientAddress clientAddress) {
    return new GatewaySection(
        dataPlane,
        listeners,
        clientAddress,
        PolicyLayers.NONE,
        DialRules.CLUSTER,
        IdentityRules.NONE,
        SharedStore.NONE);
  }

  /** The same with another store. */
  public GatewaySection with(SharedStore other) {
    return new GatewaySection(
        dataPlane, listeners, clientAddress, policies, dial, identities, other);
  }

  /** The same with other listeners. */
  public GatewaySection with(List<Listener> other) {
    return new GatewaySection(dataPlane, other, clientAddress, policies, dial, identities, store);
  }

  /** The same with other rules for dialling. */
  public GatewaySection with(DialRules other) {
    return new GatewaySection(
        dataPlane, listeners, clientAddress, policies, other, identities, store);
  }

  /** The same with other ways to know clients. */
  public GatewaySection with(IdentityRules other) {
    return new GatewaySection(dataPlane, listeners, clientAddress, policies, dial, other, store);
  }

  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.GATEWAY, dataPlane);
  }
}
