package dev.sluice.snapshot;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a data plane was told last, as it is kept outside every process: for operators that start
 * anew and for pods that start while there is no operator.
 *
 * @param sequence counts what was kept for this data plane
 * @param message {@link PushCodec} form of a {@link PushMessage.FullSnapshot}
 */
public record KeptSnapshot(long sequence, byte[] message) {
  private record Whole(long sequence, int count, String hash) {}

  /**
   * In parts of at most so many bytes each, and a line besides.
   *
   * @param most bytes of the message in one part
   */
  public List<SnapshotPart> cut(int most) {
    String hash = SnapshotCodec.hash(message);
    int count = Math.max(1, Math.ceilDiv(message.length, most));
    List<SnapshotPart> parts = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int from = number * most;
      parts.add(
          new SnapshotPart(
              sequence,
              number,
              count,
              hash,
              Arrays.copyOfRange(message, from, Math.min(message.length, from + most))));
    }
    return parts;
  }

  /**
   * The newest of those that are whole. Parts whose companions are missing, as after a writer that
   * was interrupted, or while files are being replaced, are passed over.
   */
  public static Optional<KeptSnapshot> newest(Collection<SnapshotPart> parts) {
    Map<Whole, Map<Integer, SnapshotPart>> wholes = new HashMap<>();
    for (SnapshotPart part : parts) {
      wholes
          .computeIfAbsent(
              new Whole(part.sequence(), part.count(), part.hash()), key -> new HashMap<>())
          .put(part.number(), part);
    }
    return wholes.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                Comparator.comparingLong(Whole::sequence).reversed().thenComparing(Whole::hash)))
        .flatMap(whole -> join(whole.getKey(), whole.getValue()).stream())
        .findFirst();
  }

  private static Optional<KeptSnapshot> join(Whole whole, Map<Integer, SnapshotPart> parts) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int number = 0; number < whole.count(); number++) {
      SnapshotPart part = parts.get(number);
      if (part == null) {
        return Optional.empty();
      }
      message.writeBytes(part.share());
    }
    byte[] bytes = message.toByteArray();
    return SnapshotCodec.hash(bytes).equals(whole.hash())
        ? Optional.of(new KeptSnapshot(whole.sequence(), bytes))
        : Optional.empty();
  }

  /**
   * @throws SnapshotException if it is none: one of another release, perhaps
   */
  public PushMessage.FullSnapshot open() {
    PushMessage opened = PushCodec.decodePush(message);
    if (opened instanceof PushMessage.FullSnapshot full) {
      return full;
    }
    throw new SnapshotException("it is a " + opened.getClass().getSimpleName());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptSnapshot that
        && sequence == that.sequence
        && Arrays.equals(message, that.message);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(sequence);
  }

  /** Without what is in it: that may hold credentials. */
  @Override
  public String toString() {
    return "snapshot " + sequence + ", " + message.length + " bytes";
  }
}
