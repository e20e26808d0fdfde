package dev.sluice.dataplane.auth;

import dev.sluice.dataplane.secret.Secrets;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.SectionKey;
import dev.sluice.snapshot.SectionKind;
import java.util.Optional;
import java.util.Set;

/**
 * What a snapshot that cannot be applied says of credentials. Nothing that is new in it counts, but
 * what it does not have any more was taken away, and whoever took it away did not mean to wait.
 *
 * @param gateway empty if it cannot be read
 * @param present all its sections, also those that cannot be read
 * @param secrets those that can be read
 */
public record Remaining(
    Optional<GatewaySection> gateway, Set<SectionKey> present, Secrets secrets) {
  public Remaining {
    present = Set.copyOf(present);
  }

  /** What it says of a provider; empty if that is gone, or nobody can tell. */
  Optional<IdentityProvider> provider(String name) {
    return gateway.stream()
        .flatMap(section -> section.identities().providers().stream())
        .filter(provider -> provider.name().equals(name))
        .findFirst();
  }

  boolean has(SectionKind kind, ObjectKey object) {
    return present.contains(new SectionKey(kind, object));
  }
}
