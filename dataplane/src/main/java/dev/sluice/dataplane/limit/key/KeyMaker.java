package dev.sluice.dataplane.limit.key;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/**
 * Makes the keys of one limit, for requests of one rule and of one tier. What is the same for all
 * of them is a digest that was made when the chain was built.
 */
public final class KeyMaker {
  private final byte[] start;
  private final KeyPart[] parts;

  /**
   * @param start what all these keys have in common
   */
  public KeyMaker(KeyBytes start, List<KeyPart> parts) {
    this.start = start.digest();
    this.parts = parts.toArray(KeyPart[]::new);
  }

  /** Of the thread that asks, until it asks for another. */
  public KeyBytes key(HttpServerExchange exchange, RequestContext context) {
    KeyBytes bytes = KeyBytes.empty().octets(start);
    for (KeyPart part : parts) {
      part.write(exchange, context, bytes);
    }
    return bytes;
  }
}
