package dev.sluice.compiler.resolve;

import dev.sluice.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may serve which hosts at one data plane.
 *
 * <p>Where there are grants they decide, the most specific one first. All other claims are asked in
 * {@linkplain HostClaim#ORDER order of age}: one holds unless it overlaps with one of another
 * namespace that holds already. So a newer claim never takes anything from an older one, and one
 * that does not hold takes nothing from anybody.
 *
 * <p>A route for every host, which the data plane's own namespace may have without a grant, claims
 * no name in particular: newer claims may stand beside it.
 */
final class HostOwnership {
  private static final HostVerdict HOLDS = new HostVerdict.Holds();

  private final String ownNamespace;
  private final HostPatterns<HostGrant> grants;
  private final HostPatterns<Place> places;

  /** Of claims that do not hold. */
  private final Map<HostClaim, HostVerdict> refused = new HashMap<>();

  private HostOwnership(String ownNamespace, List<HostGrant> grants, Set<HostPattern> claimed) {
    this.ownNamespace = ownNamespace;
    Map<HostPattern, HostGrant> byPattern = new HashMap<>();
    grants.forEach(grant -> byPattern.put(grant.pattern(), grant));
    this.grants = HostPatterns.of(byPattern);
    Map<HostPattern, Place> byClaim = new HashMap<>();
    claimed.forEach(pattern -> byClaim.put(pattern, new Place()));
    this.places = HostPatterns.of(byClaim);
    for (HostGrant grant : grants) {
      for (Place place : places.over(grant.pattern())) {
        if (place != byClaim.get(grant.pattern())) {
          place.grantsBelow.add(grant);
        }
      }
    }
  }

  /** What holds for one pattern that is claimed. */
  private static final class Place {
    private final List<HostGrant> grantsBelow = new ArrayList<>();
    private final Holders here = new Holders();
    private final Holders below = new Holders();
  }

  /** The first claim, and the first of another namespace: enough to find a stranger for all. */
  private static final class Holders {
    private @Nullable HostClaim first;
    private @Nullable HostClaim second;

    void add(HostClaim claim) {
      if (first == null) {
        first = claim;
      } else if (second == null && !first.namespace().equals(claim.namespace())) {
        second = claim;
      }
    }

    @Nullable HostClaim otherThan(String namespace) {
      return first == null || !first.namespace().equals(namespace) ? first : second;
    }
  }

  /**
   * @param ownNamespace of the data plane
   * @param claims of all routes that it takes, in any order
   */
  static HostOwnership of(
      String ownNamespace, List<HostGrant> grants, Collection<HostClaim> claims) {
    Set<HostPattern> claimed = new HashSet<>();
    claims.forEach(claim -> claimed.add(claim.pattern()));
    HostOwnership ownership = new HostOwnership(ownNamespace, grants, claimed);
    List<HostClaim> undecided = new ArrayList<>();
    for (HostClaim claim : claims) {
      Optional<HostVerdict> verdict = ownership.byGrant(claim);
      if (verdict.isEmpty()) {
        undecided.add(claim);
      } else if (!verdict.get().equals(HOLDS)) {
        ownership.refused.put(claim, verdict.get());
      }
    }
    undecided.stream().sorted(HostClaim.ORDER).forEach(ownership::byAge);
    return ownership;
  }

  HostVerdict verdict(HostClaim claim) {
    // Mostly all hold: then nothing is hashed.
    return refused.isEmpty() ? HOLDS : refused.getOrDefault(claim, HOLDS);
  }

  /** Empty when the grants leave it open. */
  private Optional<HostVerdict> byGrant(HostClaim claim) {
    List<HostGrant> over = grants.over(claim.pattern());
    if (!over.isEmpty()) {
      return Optional.of(
          over.getFirst().allows(claim.namespace()) ? HOLDS : grantedToOthers(over.getFirst()));
    }
    if (claim.pattern() instanceof HostPattern.Any) {
      return claim.namespace().equals(ownNamespace)
          ? Optional.empty()
          : Optional.of(new HostVerdict.NeedsGrant());
    }
    return places.over(claim.pattern()).getFirst().grantsBelow.stream()
        .filter(grant -> !grant.allows(claim.namespace()))
        .min(Comparator.comparing(HostGrant::pattern, HostPattern.ORDER))
        .map(HostOwnership::grantedToOthers);
  }

  private static HostVerdict grantedToOthers(HostGrant grant) {
    return new HostVerdict.GrantedToOthers(grant.pattern(), grant.namespaces());
  }

  private void byAge(HostClaim claim) {
    List<Place> over = places.over(claim.pattern());
    Place own = over.getFirst();
    HostClaim owner = own.below.otherThan(claim.namespace());
    for (Place place : over.reversed()) {
      HostClaim stranger = place.here.otherThan(claim.namespace());
      owner = stranger == null ? owner : stranger;
    }
    if (owner != null) {
      refused.put(claim, new HostVerdict.BelongsTo(owner));
      return;
    }
    if (!(claim.pattern() instanceof HostPattern.Any)) {
      own.here.add(claim);
    }
    over.subList(1, over.size()).forEach(place -> place.below.add(claim));
  }
}
