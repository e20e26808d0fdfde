package dev.sluice.dataplane.ask;

import io.undertow.util.HttpString;

/**
 * A field of a head. Its value may be a credential, so it is never printed.
 *
 * @param value octets as characters
 */
public record HeadField(HttpString name, String value) {
  @Override
  public String toString() {
    return name.toString();
  }
}
