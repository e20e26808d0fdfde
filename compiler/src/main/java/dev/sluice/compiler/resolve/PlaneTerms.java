package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.PolicyLayers;
import java.util.Set;

/**
 * What a data plane means for its routes.
 *
 * @param policies that it lays around theirs
 * @param authenticationRequired whether each of their rules must say something of {@code auth}
 * @param providers names of those that can be asked
 */
record PlaneTerms(PolicyLayers policies, boolean authenticationRequired, Set<String> providers) {
  static final PlaneTerms NONE = new PlaneTerms(PolicyLayers.NONE, false, Set.of());

  PlaneTerms {
    providers = Set.copyOf(providers);
  }
}
