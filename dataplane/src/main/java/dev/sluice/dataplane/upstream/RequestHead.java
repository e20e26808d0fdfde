package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.ask.HeadField;
import dev.sluice.dataplane.ask.Question;
import dev.sluice.dataplane.exchange.Expectation;
import dev.sluice.dataplane.exchange.Via;
import dev.sluice.dataplane.upstream.credential.CredentialEdit;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of a request to a backend from its parsed parts: nothing that the client sent is
 * copied as it came. Reused for one request after the other.
 */
final class RequestHead {
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] MIRROR = ascii("X-Sluice-Mirror: true\r\n");
  private static final byte[] EXPECT = ascii("Expect: 100-continue\r\n");

  private byte[] bytes = new byte[4_096];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int length;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @param credential of the backend, in place of what the client sent there
   * @return the head, valid until the next one is written, or an empty buffer if a part holds a
   *     character that cannot stand there
   */
  ByteBuffer write(
      HttpServerExchange exchange,
      String path,
      RequestFraming framing,
      boolean upgrade,
      @Nullable CredentialEdit credential) {
    boolean clean = begin(exchange, path, credential);
    putFraming(framing);
    if (upgrade) {
      put(UPGRADE);
    }
    if (framing.hasBody() && Expectation.of(exchange)) {
      put(EXPECT);
    }
    put('\r');
    put('\n');
    return view.clear().limit(clean ? length : 0);
  }

  /**
   * The head of a copy of the request, marked as one: without framing, which is not known yet, and
   * without the empty line behind it.
   */
  ByteBuffer writeMirror(
      HttpServerExchange exchange, String path, @Nullable CredentialEdit credential) {
    boolean clean = begin(exchange, path, credential);
    put(MIRROR);
    return view.clear().limit(clean ? length : 0);
  }

  /** The head of a question of our own, which has no body and says so; as {@link #write}. */
  ByteBuffer writeQuestion(Question question, @Nullable CredentialEdit credential) {
    length = 0;
    put(question.method());
    put(' ');
    boolean clean = putTarget(question.path(), question.query(), credential);
    CredentialEdit.Header own = credential instanceof CredentialEdit.Header field ? field : null;
    for (HeadField field : question.fields()) {
      if (own == null || !own.replaces(field.name())) {
        clean &= putField(field.name(), field.value());
      }
    }
    if (own != null) {
      put(own.line());
    }
    put(LENGTH);
    put(0);
    put('\r');
    put('\n');
    put('\r');
    put('\n');
    return view.clear().limit(clean ? length : 0);
  }

  private boolean putTarget(String path, String query, @Nullable CredentialEdit credential) {
    int target = length;
    put(path);
    String shown =
        credential instanceof CredentialEdit.Query parameter ? parameter.in(query) : query;
    if (!shown.isEmpty()) {
      put('?');
      put(shown);
    }
    boolean clean = length > target && Octets.targets(bytes, target, length);
    put(VERSION);
    return clean;
  }

  /** The request line and the fields; whether all of it may stand there. */
  private boolean begin(
      HttpServerExchange exchange, String path, @Nullable CredentialEdit credential) {
    length = 0;
    put(exchange.getRequestMethod());
    put(' ');
    boolean clean = putTarget(path, exchange.getQueryString(), credential);
    CredentialEdit.Header own = credential instanceof CredentialEdit.Header field ? field : null;
    clean &= putFields(exchange.getRequestHeaders(), own);
    if (!exchange.getRequestHeaders().contains(Headers.VIA)) {
      clean &= putField(Headers.VIA, Via.entry(exchange));
    }
    if (own != null) {
      put(own.line());
    }
    return clean;
  }

  private boolean putFields(HeaderMap headers, CredentialEdit.@Nullable Header own) {
    List<String> connection = List.of();
    HeaderValues values = headers.get(Headers.CONNECTION);
    if (values != null) {
      connection = values;
    }
    boolean clean = true;
    for (long i = headers.fastIterateNonEmpty(); i != -1; i = headers.fiNextNonEmpty(i)) {
      HeaderValues field = headers.fiCurrent(i);
      HttpString name = field.getHeaderName();
      if (!HopByHopHeaders.contains(name)
          && !name.equals(Headers.EXPECT)
          && !HopByHopHeaders.nominated(connection, name)
          && (own == null || !own.replaces(name))) {
        for (int j = 0; j < field.size(); j++) {
          clean &= putField(name, field.get(j));
        }
      }
    }
    return clean;
  }

  private boolean putField(HttpString name, String value) {
    put(name);
    put(':');
    put(' ');
    int start = length;
    put(value);
    boolean clean = Octets.values(bytes, start, length);
    put('\r');
    put('\n');
    return clean;
  }

  private void putFraming(RequestFraming framing) {
    switch (framing) {
      case RequestFraming.None none -> {}
      case RequestFraming.Fixed(long size) -> {
        put(LENGTH);
        put(size);
        put('\r');
        put('\n');
      }
      case RequestFraming.Chunked chunked -> put(CHUNKED);
    }
  }

  private void put(long number) {
    int digits = 1;
    for (long rest = number; rest > 9; rest /= 10) {
      digits++;
    }
    reserve(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void put(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  private void put(byte[] text) {
    reserve(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  private void put(HttpString text) {
    reserve(text.length());
    text.copyTo(bytes, length);
    length += text.length();
  }

  @SuppressWarnings("deprecation") // One array copy, which is what is wanted; checked afterwards.
  private void put(String text) {
    int count = text.length();
    reserve(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
      view = ByteBuffer.wrap(bytes);
    }
  }
}
