package dev.sluice.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A snapshot in canonical bytes.
 *
 * @param version hash over keys and hashes of all sections, in canonical order
 * @param sections in canonical order
 */
public record EncodedSnapshot(String version, List<EncodedSection> sections) {
  public EncodedSnapshot {
    sections = List.copyOf(sections);
  }

  /** What must travel to turn {@code from} into this. */
  public SnapshotDelta deltaFrom(EncodedSnapshot from) {
    Map<SectionKey, EncodedSection> old = new LinkedHashMap<>();
    from.sections.forEach(section -> old.put(section.key(), section));
    List<EncodedSection> changed = new ArrayList<>();
    for (EncodedSection section : sections) {
      EncodedSection before = old.remove(section.key());
      if (before == null || !before.hash().equals(section.hash())) {
        changed.add(section);
      }
    }
    return new SnapshotDelta(from.version, version, changed, List.copyOf(old.keySet()));
  }

  /**
   * This snapshot with the delta applied.
   *
   * @throws SnapshotException if the delta starts from another version, or its result does not hash
   *     to the version that it promises
   */
  public EncodedSnapshot apply(SnapshotDelta delta) {
    if (!delta.from().equals(version)) {
      throw new SnapshotException("delta starts at " + delta.from() + ", in force is " + version);
    }
    Map<SectionKey, EncodedSection> merged = new LinkedHashMap<>();
    sections.forEach(section -> merged.put(section.key(), section));
    delta.removed().forEach(merged::remove);
    // What did not travel was checked when it did.
    delta.changed().forEach(SnapshotCodec::check);
    delta.changed().forEach(section -> merged.put(section.key(), section));
    return SnapshotCodec.sealAs(delta.to(), List.copyOf(merged.values()));
  }
}
