package dev.sluice.dataplane.runtime;

/** Where listeners really are: on the command line a port may be a free one. */
interface BoundPorts {
  /**
   * @param port that the listener was to have
   * @return the same if there is no such listener
   */
  int of(String listener, int port);
}
