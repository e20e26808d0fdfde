package dev.sluice.dataplane.upstream.balance;

/** The same in every process and every release, so that all replicas choose alike. */
public final class StableHash {
  private StableHash() {}

  /** FNV-1a, finished so that near texts end far apart. */
  public static long of(CharSequence text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
