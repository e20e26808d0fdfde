package dev.sluice.dataplane.auth.introspection;

import dev.sluice.dataplane.dial.DialPolicy;
import dev.sluice.dataplane.fetch.FetchThreads;
import dev.sluice.dataplane.fetch.KeptConnections;
import dev.sluice.dataplane.fetch.Place;
import java.util.function.Supplier;

/** Asks issuers over the network. */
final class IntrospectionThreads extends FetchThreads {
  /**
   * @param policy where connections may go, as of now
   */
  IntrospectionThreads(Supplier<DialPolicy> policy) {
    super("introspection", policy);
  }

  KeptConnections connections(IssuerPlace place) {
    return connections(Place.of(place.endpoint(), true), place.authorities());
  }

  void run(Runnable blocking) {
    start(blocking);
  }
}
