package dev.sluice.dataplane.ask;

import io.undertow.util.HttpString;
import java.util.List;

/**
 * A request without a body.
 *
 * @param path as it stands in a request line
 * @param query likewise, without the question mark; may be empty
 * @param fields of its head but those of framing, {@code Host} among them
 * @param timeoutMillis for everything: to connect, to ask, and to read the answer to its end
 */
public record Question(
    HttpString method, String path, String query, List<HeadField> fields, long timeoutMillis) {
  public Question {
    fields = List.copyOf(fields);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
