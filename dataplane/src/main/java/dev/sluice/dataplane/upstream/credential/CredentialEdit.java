package dev.sluice.dataplane.upstream.credential;

import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;

/** What stands in a request in place of what the client sent there. */
public sealed interface CredentialEdit {
  /** Takes what the backend was shown out of the head of its answer, where it is to be expected. */
  default void hideIn(HeaderMap answer) {}

  /** A field of the head. */
  final class Header implements CredentialEdit {
    private final HttpString name;
    private final byte[] line;

    /**
     * @param value checked by the compiler: visible ASCII
     */
    public Header(HttpString name, String value) {
      this.name = name;
      line = (name + ": " + value + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The whole line. Not to be changed. */
    public byte[] line() {
      return line;
    }

    /** Whether a backend could take this field for it: many read {@code X_Key} as {@code X-Key}. */
    public boolean replaces(HttpString field) {
      if (field.length() != name.length()) {
        return false;
      }
      for (int i = 0; i < field.length(); i++) {
        if (plain(field.byteAt(i)) != plain(name.byteAt(i))) {
          return false;
        }
      }
      return true;
    }

    private static int plain(byte c) {
      return c == '_' ? '-' : Character.toLowerCase(c);
    }

    @Override
    public String toString() {
      return name + ": [redacted]";
    }
  }

  /** A parameter of the query. */
  final class Query implements CredentialEdit {
    private final String name;
    private final String pair;
    private final EchoedSecret secret;

    /**
     * @param name unreserved characters only
     * @param value any text; is encoded here
     */
    public Query(String name, String value) {
      this.name = name;
      pair = name + "=" + Encoding.percent(value);
      secret = new EchoedSecret(name, value);
    }

    /**
     * A backend that sends its client to the same URL with a slash, or to a login and back, repeats
     * the query that it saw.
     */
    @Override
    public void hideIn(HeaderMap answer) {
      secret.hideIn(answer);
    }

    /** The query as the backend sees it. */
    public String in(String query) {
      StringBuilder out = new StringBuilder(query.length() + pair.length() + 1);
      int start = 0;
      while (start <= query.length()) {
        int end = end(query, start);
        if (end > start && !Encoding.decodesTo(query, start, nameEnd(query, start, end), name)) {
          out.append(query, start, end).append(end < query.length() ? query.charAt(end) : '&');
        }
        start = end + 1;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != '&') {
        out.setCharAt(out.length() - 1, '&');
      }
      return out.append(pair).toString();
    }

    /** Some backends part parameters at {@code ;} as well. */
    private static int end(String query, int start) {
      int at = start;
      while (at < query.length() && query.charAt(at) != '&' && query.charAt(at) != ';') {
        at++;
      }
      return at;
    }

    private static int nameEnd(String query, int start, int end) {
      int equals = query.indexOf('=', start);
      return equals < 0 || equals > end ? end : equals;
    }

    @Override
    public String toString() {
      return "?" + name + "=[redacted]";
    }
  }
}
