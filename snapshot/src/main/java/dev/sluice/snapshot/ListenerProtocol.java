package dev.sluice.snapshot;

/** What a listener speaks with its clients. */
public enum ListenerProtocol {
  HTTP,
  HTTPS
}
