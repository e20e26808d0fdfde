package dev.sluice.dataplane.auth.place;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;

/** A header; with a scheme only those that begin with it (RFC 9110, section 11.4). */
final class HeaderPlace implements Place {
  private final HttpString name;
  private final String scheme;

  /**
   * @param scheme empty: the whole value is the credential
   */
  HeaderPlace(String name, String scheme) {
    this.name = new HttpString(name);
    this.scheme = scheme;
  }

  @Override
  public Carried find(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    if (values == null) {
      return Carried.NOTHING;
    }
    if (values.size() == 1) {
      String value = values.getFirst();
      return isOurs(value) ? new Carried.One(value, start(value)) : Carried.NOTHING;
    }
    for (int i = 0; i < values.size(); i++) {
      if (isOurs(values.get(i))) {
        return Carried.SEVERAL;
      }
    }
    return Carried.NOTHING;
  }

  private boolean isOurs(String value) {
    int length = scheme.length();
    return length == 0
        || value.regionMatches(true, 0, scheme, 0, length)
            && (value.length() == length
                || value.charAt(length) == ' '
                || value.charAt(length) == '\t');
  }

  /** One space; whoever writes more of them writes for somebody else to read. */
  private int start(String value) {
    int length = scheme.length();
    return length > 0 && value.length() > length && value.charAt(length) == ' '
        ? length + 1
        : length;
  }

  @Override
  public void strip(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    if (values != null && values.stream().anyMatch(this::isOurs)) {
      exchange.getRequestHeaders().remove(name);
    }
  }
}
