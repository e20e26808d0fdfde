package dev.sluice.dataplane.auth.place;

import dev.sluice.snapshot.CredentialPlace;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places of one provider, in the order in which they are looked at. */
public final class Places {
  /** Of who looks nowhere. */
  public static final Places NONE = new Places(List.of());

  private final List<CredentialPlace> written;
  private final Place[] places;

  public Places(List<CredentialPlace> places) {
    written = List.copyOf(places);
    this.places = written.stream().map(Place::of).toArray(Place[]::new);
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

  /** Whether there is but one, so that no second credential can stand beside the first. */
  public boolean isOne() {
    return places.length == 1;
  }

  /** The first that has anything; null if none has. */
  public @Nullable CredentialPlace first(HttpServerExchange exchange) {
    for (int i = 0; i < places.length; i++) {
      if (!(places[i].find(exchange) instanceof Carried.Nothing)) {
        return written.get(i);
      }
    }
    return null;
  }

  /** Takes credentials out of all places but this. */
  public void stripBut(HttpServerExchange exchange, @Nullable CredentialPlace kept) {
    for (int i = 0; i < places.length; i++) {
      if (kept == null || !isSame(kept, written.get(i))) {
        places[i].strip(exchange);
      }
    }
  }

  /** A header is one place whatever its schemes: two of them in one request pass for neither. */
  private static boolean isSame(CredentialPlace one, CredentialPlace other) {
    return switch (one) {
      case CredentialPlace.Header(String name, String scheme) ->
          other instanceof CredentialPlace.Header header && name.equalsIgnoreCase(header.name());
      case CredentialPlace.Cookie cookie -> cookie.equals(other);
      case CredentialPlace.Query(String name) ->
          other instanceof CredentialPlace.Query query && name.equalsIgnoreCase(query.name());
    };
  }
}
