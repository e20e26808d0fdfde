package dev.sluice.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a kept snapshot, small enough for a Secret. It tells by itself to which whole it
 * belongs, so that pieces of different wholes are never taken for one.
 *
 * <p>As bytes: one line in ASCII, {@code sluice-snapshot 1 SEQUENCE NUMBER COUNT HASH LF}, and then
 * its share of the whole.
 *
 * @param sequence counts what was kept, one after the other; the highest is the newest
 * @param number from 0
 * @param count of the parts of this whole
 * @param hash of the whole
 */
public record SnapshotPart(long sequence, int number, int count, String hash, byte[] share) {
  private static final Pattern HEAD =
      Pattern.compile(
          "sluice-snapshot 1 ([0-9]{1,18}) ([0-9]{1,3}) ([0-9]{1,3}) (sha256:[0-9a-f]{64})\n");
  private static final int LONGEST_HEAD = 160;

  public byte[] toBytes() {
    byte[] head =
        "sluice-snapshot 1 %d %d %d %s\n"
            .formatted(sequence, number, count, hash)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(head, head.length + share.length);
    System.arraycopy(share, 0, bytes, head.length, share.length);
    return bytes;
  }

  /**
   * @throws SnapshotException if the bytes are no part, or one of a later form
   */
  public static SnapshotPart of(byte[] bytes) {
    Matcher head =
        HEAD.matcher(
            new String(
                bytes, 0, Math.min(bytes.length, LONGEST_HEAD), StandardCharsets.ISO_8859_1));
    if (!head.lookingAt()) {
      throw new SnapshotException("not a part of a snapshot, or one of another release");
    }
    return new SnapshotPart(
        Long.parseLong(head.group(1)),
        Integer.parseInt(head.group(2)),
        Integer.parseInt(head.group(3)),
        head.group(4),
        Arrays.copyOfRange(bytes, head.end(), bytes.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SnapshotPart that
        && sequence == that.sequence
        && number == that.number
        && count == that.count
        && hash.equals(that.hash)
        && Arrays.equals(share, that.share);
  }

  @Override
  public int hashCode() {
    return hash.hashCode() + number;
  }

  /** Without what is in it: that may hold credentials. */
  @Override
  public String toString() {
    return "part " + number + " of " + count + " of " + sequence + " " + hash;
  }
}
