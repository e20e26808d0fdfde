package dev.sluice.dataplane.auth.place;

import dev.sluice.snapshot.CredentialPlace;
import io.undertow.server.HttpServerExchange;

/** One place of a request. */
sealed interface Place permits HeaderPlace, CookiePlace, QueryPlace {
  Carried find(HttpServerExchange exchange);

  /** The request as if nothing had stood there. */
  void strip(HttpServerExchange exchange);

  static Place of(CredentialPlace place) {
    return switch (place) {
      case CredentialPlace.Header(String name, String scheme) -> new HeaderPlace(name, scheme);
      case CredentialPlace.Cookie(String name) -> new CookiePlace(name);
      case CredentialPlace.Query(String name) -> new QueryPlace(name);
    };
  }
}
