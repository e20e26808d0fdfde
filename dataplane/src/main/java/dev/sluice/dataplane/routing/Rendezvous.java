package dev.sluice.dataplane.routing;

import java.util.List;

/**
 * Weighted rendezvous hashing: every identity draws a number for each variant, by a hash and so
 * always the same, and the weight decides how far it counts; the highest wins. Each variant gets
 * its share of the identities, and when weights move, only as many identities move as must.
 *
 * <p>The numbers follow from the identity and the backend's name alone, so that every replica and
 * every release chooses alike.
 */
final class Rendezvous {
  private final long[] seeds;
  private final int[] weights;

  Rendezvous(List<Variant> variants) {
    seeds = variants.stream().mapToLong(variant -> hash(variant.id())).toArray();
    weights = variants.stream().mapToInt(Variant::weight).toArray();
  }

  /** Index of the variant that wins. */
  int choose(String identity) {
    long hash = hash(identity);
    int best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < seeds.length; i++) {
      double score = -weights[i] / Math.log(uniform(mix(hash ^ seeds[i])));
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }

  /** Above 0 and below 1. */
  private static double uniform(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }

  /** FNV-1a, finished so that near identities end far apart. */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
