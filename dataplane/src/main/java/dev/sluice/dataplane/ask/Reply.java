package dev.sluice.dataplane.ask;

import dev.sluice.dataplane.reply.FailureKind;
import java.util.List;

/** What comes of a {@link Question}. */
public sealed interface Reply {
  /** No longer body is read. */
  int MAX_BODY = 64 * 1024;

  /**
   * @param fields of its head, as they came
   * @param body empty if it is not whole
   * @param whole whether the answer was read to its end, within time and {@link #MAX_BODY}
   */
  record Answered(int status, List<HeadField> fields, byte[] body, boolean whole) implements Reply {
    public Answered {
      fields = List.copyOf(fields);
    }

    @Override
    public String toString() {
      return "answered " + status;
    }
  }

  /**
   * There is no answer.
   *
   * @param detail for logs
   */
  record Failed(FailureKind kind, String detail) implements Reply {}
}
