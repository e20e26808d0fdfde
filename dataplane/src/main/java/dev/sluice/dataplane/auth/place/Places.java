package dev.sluice.dataplane.auth.place;

import dev.sluice.snapshot.CredentialPlace;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/** The places of one provider, in the order in which they are looked at. */
public final class Places {
  private final Place[] places;

  public Places(List<CredentialPlace> places) {
    this.places = places.stream().map(Place::of).toArray(Place[]::new);
  }

  /** What stands in the first place that has anything. */
  public Carried find(HttpServerExchange exchange) {
    for (Place place : places) {
      Carried carried = place.find(exchange);
      if (!(carried instanceof Carried.Nothing)) {
        return carried;
      }
    }
    return Carried.NOTHING;
  }

  /** Takes credentials out of all places, also out of those that were not looked at. */
  public void strip(HttpServerExchange exchange) {
    for (Place place : places) {
      place.strip(exchange);
    }
  }
}
