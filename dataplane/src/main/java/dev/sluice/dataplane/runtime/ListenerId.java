package dev.sluice.dataplane.runtime;

import dev.sluice.snapshot.Listener;

/**
 * Which socket a listener is, whatever it is called and speaks: a free port (0) belongs to a name,
 * any other stands for itself.
 */
record ListenerId(int port, String name) {
  static ListenerId of(Listener listener) {
    return new ListenerId(listener.port(), listener.port() == 0 ? listener.name() : "");
  }
}
