package dev.sluice.dataplane.limit.key;

import dev.sluice.dataplane.exchange.RequestContext;
import io.undertow.server.HttpServerExchange;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** What requests must agree in, for people: one text for each part. */
  public List<String> texts(HttpServerExchange exchange, RequestContext context) {
    String[] texts = new String[parts.length];
    for (int i = 0; i < parts.length; i++) {
      texts[i] = parts[i].text(exchange, context);
    }
    return List.of(texts);
  }

  /**
   * The key of requests of which these are the texts.
   *
   * @throws IllegalArgumentException if there can be no such request
   */
  public KeyBytes key(List<String> texts) {
    if (texts.size() != parts.length) {
      throw new IllegalArgumentException(
          "the key has " + parts.length + " parts, not " + texts.size());
    }
    KeyBytes bytes = KeyBytes.empty().octets(start);
    for (int i = 0; i < parts.length; i++) {
      parts[i].write(texts.get(i), bytes);
    }
    return bytes;
  }

  /** Stands for texts where they shall not be shown. Nobody outside of this process can tell. */
  public static long id(List<String> texts) {
    KeyBytes bytes = KeyBytes.empty();
    texts.forEach(bytes::text);
    bytes.hash();
    return bytes.low();
  }

  /** One counter for all who meet it. */
  public boolean isOfAll() {
    return parts.length == 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyMaker maker
        && Arrays.equals(start, maker.start)
        && Arrays.equals(parts, maker.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(start);
  }
}
