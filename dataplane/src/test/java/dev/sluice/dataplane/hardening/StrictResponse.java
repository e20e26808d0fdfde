package dev.sluice.dataplane.hardening;

import java.util.List;

/** A second opinion on what a backend answered: see {@link StrictRequest}. */
final class StrictResponse {
  private static final int MAX_INTERIM = 16;
  private static final int MAX_FIELDS = 120;

  sealed interface Verdict {}

  /**
   * @param clean whether nothing stands behind it, and the connection may live on
   * @param untilClose whether the end of the connection is its end
   */
  record Whole(
      int status, List<StrictReader.Field> fields, byte[] body, boolean clean, boolean untilClose)
      implements Verdict {
    List<String> all(String name) {
      return fields.stream()
          .filter(field -> field.name().equalsIgnoreCase(name))
          .map(StrictReader.Field::value)
          .toList();
    }
  }

  /**
   * No answer at all.
   *
   * @param partial whether more octets might have made it one
   */
  record Broken(String why, boolean partial) implements Verdict {}

  /** The head is sound, and what follows is not, or not all there. */
  record BrokenBody(int status, String why, boolean partial) implements Verdict {}

  private final byte[] bytes;
  private final StrictReader reader;
  private final boolean head;

  private StrictResponse(byte[] bytes, boolean head) {
    this.bytes = bytes;
    this.head = head;
    reader = new StrictReader(bytes, 0);
  }

  /**
   * @param bytes all that came before the connection ended
   * @param head whether it answers HEAD
   */
  static Verdict parse(byte[] bytes, boolean head) {
    try {
      return new StrictResponse(bytes, head).message();
    } catch (StrictReader.Stop stop) {
      return new Broken(String.valueOf(stop.getMessage()), stop.partial());
    }
  }

  private Verdict message() throws StrictReader.Stop {
    for (int interim = 0; interim <= MAX_INTERIM; interim++) {
      String line = reader.line();
      if (!line.matches("(?s)HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
        throw StrictReader.broken("status line");
      }
      int status = Integer.parseInt(line.substring(9, 12));
      List<StrictReader.Field> fields = reader.fields();
      if (fields.size() > MAX_FIELDS || reader.at() > 64 * 1_024) {
        throw StrictReader.broken("size of the head");
      }
      Whole answer = new Whole(status, fields, new byte[0], false, false);
      boolean http10 = line.startsWith("HTTP/1.0");
      List<String> lengths = answer.all("Content-Length").stream().distinct().toList();
      List<String> codings = answer.all("Transfer-Encoding");
      frame(http10, lengths, codings);
      if (status == 101) {
        throw StrictReader.broken("a tunnel that nobody asked for");
      }
      if (status >= 200) {
        return body(answer, lengths, codings, http10);
      }
    }
    throw StrictReader.broken("too many interim answers");
  }

  private static void frame(boolean http10, List<String> lengths, List<String> codings)
      throws StrictReader.Stop {
    if (lengths.size() > 1
        || (lengths.size() == 1 && !lengths.get(0).matches("0|[1-9][0-9]{0,17}"))) {
      throw StrictReader.broken("Content-Length");
    }
    if (codings.size() > 1
        || (codings.size() == 1
            && (http10 || !lengths.isEmpty() || !codings.get(0).equalsIgnoreCase("chunked")))) {
      throw StrictReader.broken("Transfer-Encoding");
    }
  }

  private Verdict body(Whole head, List<String> lengths, List<String> codings, boolean http10) {
    byte[] body;
    boolean untilClose = false;
    boolean clean = !http10 && head.all("Connection").stream().noneMatch(v -> v.contains("close"));
    try {
      if (this.head || head.status() == 204 || head.status() == 304) {
        body = new byte[0];
      } else if (!codings.isEmpty()) {
        body = reader.chunks(true);
      } else if (!lengths.isEmpty()) {
        body = reader.data(Long.parseLong(lengths.get(0)));
      } else {
        body = reader.data(bytes.length - reader.at());
        clean = false;
        untilClose = true;
      }
    } catch (StrictReader.Stop stop) {
      return new BrokenBody(head.status(), String.valueOf(stop.getMessage()), stop.partial());
    }
    return new Whole(
        head.status(), head.fields(), body, clean && reader.at() == bytes.length, untilClose);
  }
}
