package dev.sluice.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * What comes from the DataPlane resource itself.
 *
 * @param listeners sorted by name
 */
public record GatewaySection(
    ObjectKey dataPlane, List<Listener> listeners, ClientAddress clientAddress) implements Section {
  public GatewaySection {
    listeners = listeners.stream().sorted(Comparator.comparing(Listener::name)).toList();
  }

  @Override
  public SectionKey key() {
    return new SectionKey(SectionKind.GATEWAY, dataPlane);
  }
}
