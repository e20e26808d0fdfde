package dev.sluice.snapshot;

import java.util.List;

/**
 * Edits in the order remove, set, add. Names are compared without regard to case.
 *
 * @param set replaces all values of a name
 * @param add appends another value
 */
public record HeaderEdits(List<HeaderValue> set, List<HeaderValue> add, List<String> remove) {
  public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

  public HeaderEdits {
    set = List.copyOf(set);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  public boolean isEmpty() {
    return set.isEmpty() && add.isEmpty() && remove.isEmpty();
  }
}
