package dev.sluice.dataplane.upstream;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open tunnels, for the gauge and for the drain. May be used from any thread. */
public final class Tunnels {
  private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();

  Tunnels() {}

  void opened(Tunnel tunnel) {
    open.add(tunnel);
  }

  void closed(Tunnel tunnel) {
    open.remove(tunnel);
  }

  public int count() {
    return open.size();
  }

  /** Closes them all, each on its own I/O thread; returns at once. */
  public void closeAll() {
    open.forEach(Tunnel::closeSoon);
  }
}
