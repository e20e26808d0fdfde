package dev.sluice.dataplane.auth.external;

import dev.sluice.dataplane.exchange.RequestContext;
import dev.sluice.snapshot.IdentityProvider;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * In what requests must agree to share an answer, as a hash: no credential is kept. Nobody outside
 * of the process can tell what it will be, and so fill one place of a table with many.
 *
 * @param first of four words of SHA-256
 */
record AnswerKey(long first, long second, long third, long fourth) {
  private static final List<HttpString> USUAL =
      Stream.of("Host", "Authorization", "Cookie", "X-Forwarded-For", "X-Forwarded-Proto")
          .map(HttpString::new)
          .toList();

  /** Makes keys for one provider. */
  static final class Maker {
    private final HttpString[] headers;
    private final byte[] salt = new byte[32];

    Maker(IdentityProvider.External section) {
      Set<HttpString> names = new LinkedHashSet<>(USUAL);
      section.keyHeaders().forEach(name -> names.add(new HttpString(name)));
      headers = names.toArray(HttpString[]::new);
      new SecureRandom().nextBytes(salt);
    }

    AnswerKey of(HttpServerExchange exchange, RequestContext context) {
      MessageDigest hash = sha256();
      hash.update(salt);
      add(hash, exchange.getRequestMethod().toString());
      add(hash, context.path());
      add(hash, exchange.getQueryString());
      HeaderMap fields = exchange.getRequestHeaders();
      for (HttpString name : headers) {
        HeaderValues values = fields.get(name);
        int count = values == null ? 0 : values.size();
        add(hash, count);
        for (int i = 0; i < count; i++) {
          add(hash, values == null ? "" : values.get(i));
        }
      }
      ByteBuffer words = ByteBuffer.wrap(hash.digest());
      return new AnswerKey(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    /** With its length, so that no two parts pass for others. */
    private static void add(MessageDigest hash, String text) {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      add(hash, octets.length);
      hash.update(octets);
    }

    private static void add(MessageDigest hash, int number) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        hash.update((byte) (number >> shift));
      }
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
