package dev.sluice.dataplane.upstream;

import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Names of response headers seen before, and values of those that say the same most times. */
final class HeaderNames {
  /** None of these is anybody's secret, nor as a rule new with each answer. */
  private static final Set<HttpString> REPEATED =
      Set.of(
          Headers.ACCEPT_RANGES,
          Headers.CACHE_CONTROL,
          Headers.CONNECTION,
          Headers.CONTENT_ENCODING,
          Headers.CONTENT_LENGTH,
          Headers.CONTENT_TYPE,
          Headers.DATE,
          Headers.SERVER,
          Headers.TRANSFER_ENCODING,
          Headers.VARY);

  private final Interned<HttpString> names = new Interned<>(HttpString::tryFromString);
  private final Interned<String> values = new Interned<>(value -> value);

  HttpString get(byte[] bytes, int from, int to) {
    return names.get(bytes, from, to);
  }

  String value(HttpString name, byte[] bytes, int from, int to) {
    return REPEATED.contains(name)
        ? values.get(bytes, from, to)
        : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
