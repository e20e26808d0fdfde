package dev.sluice.dataplane.exchange;

/**
 * A cookie of the gateway's own, taken out of the request before anybody else could read it.
 *
 * @param value as it came; a credential, so it is never printed
 */
public record HeldCookie(String name, String value) {
  @Override
  public String toString() {
    return name;
  }
}
