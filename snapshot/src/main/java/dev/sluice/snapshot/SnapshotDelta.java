package dev.sluice.snapshot;

import java.util.List;

/**
 * The difference of two snapshots.
 *
 * @param from version that the receiver must have
 * @param to version that the result must hash to
 * @param changed new and changed sections
 * @param removed keys of sections that are gone
 */
public record SnapshotDelta(
    String from, String to, List<EncodedSection> changed, List<SectionKey> removed) {
  public SnapshotDelta {
    changed = List.copyOf(changed);
    removed = removed.stream().sorted().toList();
  }
}
