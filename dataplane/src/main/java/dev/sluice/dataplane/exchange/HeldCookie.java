package dev.sluice.dataplane.exchange;

/**
 * A cookie of the gateway's own, taken out of the request before anybody else could read it.
 *
 * @param value as it came; a credential, so it is never printed
 */
public record HeldCookie(String name, String value) {
  /**
   * What the gateway keeps in cookies begins with it. By that it knows its own also when nothing
   * says any more what they were called: their provider may be gone, or call them otherwise now.
   * Wherever it stands in a cookie, that is taken for one: somebody on the way may have joined or
   * quoted several.
   */
  public static final String MARK = "sluice~";

  @Override
  public String toString() {
    return name;
  }
}
