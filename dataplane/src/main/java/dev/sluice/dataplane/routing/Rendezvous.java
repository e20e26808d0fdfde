package dev.sluice.dataplane.routing;

import dev.sluice.dataplane.upstream.balance.StableHash;
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
    seeds = variants.stream().mapToLong(variant -> StableHash.of(variant.id())).toArray();
    weights = variants.stream().mapToInt(Variant::weight).toArray();
  }

  /** Index of the variant that wins. */
  int choose(String identity) {
    long hash = StableHash.of(identity);
    int best = 0;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < seeds.length; i++) {
      double score = -weights[i] / Math.log(uniform(StableHash.mix(hash ^ seeds[i])));
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
}
