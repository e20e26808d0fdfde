package dev.sluice.snapshot;

import java.util.List;

/**
 * @param name as the user wrote it; compared without regard to case
 * @param value the parts, to be joined
 */
public record HeaderValue(String name, List<ValuePart> value) {
  public HeaderValue {
    value = List.copyOf(value);
  }
}
