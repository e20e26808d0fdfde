package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.HostPattern;
import java.util.SortedSet;

/** What becomes of a {@link HostClaim}. */
sealed interface HostVerdict {
  /** The route may serve the host. */
  record Holds() implements HostVerdict {}

  /** The data plane grants it, or a part of it, to other namespaces only. */
  record GrantedToOthers(HostPattern granted, SortedSet<String> namespaces)
      implements HostVerdict {}

  /** Whoever takes every host needs a grant. */
  record NeedsGrant() implements HostVerdict {}

  /** Another namespace came first, with the same host or one that overlaps. */
  record BelongsTo(HostClaim owner) implements HostVerdict {}
}
