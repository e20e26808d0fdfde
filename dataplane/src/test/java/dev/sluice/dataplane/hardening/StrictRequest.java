package dev.sluice.dataplane.hardening;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A second opinion on where a request begins and ends: RFC 9112 to the letter, with the gateway's
 * bounds, and no code in common with it. Where this says {@link Broken}, no backend may see a byte.
 */
final class StrictRequest {
  sealed interface Verdict {}

  /**
   * @param end behind its last byte
   */
  record Whole(
      String method,
      String target,
      String version,
      List<StrictReader.Field> fields,
      byte[] body,
      int end)
      implements Verdict {
    List<String> all(String name) {
      return fields.stream()
          .filter(field -> field.name().equalsIgnoreCase(name))
          .map(StrictReader.Field::value)
          .toList();
    }

    boolean closes() {
      boolean keepAlive = options().contains("keep-alive");
      return options().contains("close") || (version.equals("HTTP/1.0") && !keepAlive);
    }

    private List<String> options() {
      List<String> options = new ArrayList<>();
      for (String value : all("Connection")) {
        for (String option : value.split(",", -1)) {
          options.add(option.strip().toLowerCase(Locale.ROOT));
        }
      }
      return options;
    }
  }

  record Broken(String why) implements Verdict {}

  /** More bytes decide. */
  record Partial() implements Verdict {}

  private final StrictReader reader;

  private StrictRequest(StrictReader reader) {
    this.reader = reader;
  }

  static Verdict parse(byte[] bytes, int from) {
    try {
      return new StrictRequest(new StrictReader(bytes, from)).message();
    } catch (StrictReader.Stop stop) {
      return stop.partial() ? new Partial() : new Broken(String.valueOf(stop.getMessage()));
    }
  }

  private Verdict message() throws StrictReader.Stop {
    String[] parts = reader.line().split(" ", -1);
    if (parts.length != 3 || !StrictReader.token(parts[0]) || !StrictReader.visible(parts[1])) {
      throw StrictReader.broken("request line");
    }
    if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
      throw StrictReader.broken("version");
    }
    List<StrictReader.Field> fields = reader.fields();
    byte[] body = body(new Whole("", "", parts[2], fields, new byte[0], 0));
    return new Whole(parts[0], parts[1], parts[2], List.copyOf(fields), body, reader.at());
  }

  private byte[] body(Whole head) throws StrictReader.Stop {
    List<String> lengths = head.all("Content-Length");
    List<String> codings = head.all("Transfer-Encoding");
    boolean http10 = head.version().endsWith("0");
    if (head.all("Host").size() > 1 || (!http10 && head.all("Host").isEmpty())) {
      throw StrictReader.broken("Host");
    }
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty()
          || codings.size() > 1
          || http10
          || !codings.get(0).equalsIgnoreCase("chunked")) {
        throw StrictReader.broken("Transfer-Encoding");
      }
      return reader.chunks(false);
    }
    if (lengths.isEmpty()) {
      return new byte[0];
    }
    if (lengths.size() > 1 || !lengths.get(0).matches("0|[1-9][0-9]{0,17}")) {
      throw StrictReader.broken("Content-Length");
    }
    return reader.data(Long.parseLong(lengths.get(0)));
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
