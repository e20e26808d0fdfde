package dev.sluice.dataplane.listener;

/**
 * What differs between listeners; all else is fixed by the hardening table.
 *
 * @param proxyProtocol every connection must begin with a PROXY protocol header
 */
public record ListenerOptions(boolean proxyProtocol) {
  public static final ListenerOptions DEFAULT = new ListenerOptions(false);
}
