package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.identity.Identity;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose clients may reach a backend, whichever way a request comes to it. */
final class TenantScope {
  static final TenantScope ALL = new TenantScope(Set.of());

  private final Set<String> tenants;

  private TenantScope(Set<String> tenants) {
    this.tenants = tenants;
  }

  /**
   * @param tenants none: everybody's
   */
  static TenantScope of(List<String> tenants) {
    return tenants.isEmpty() ? ALL : new TenantScope(Set.copyOf(tenants));
  }

  /**
   * @param identity null for nobody in particular, who has no tenant
   */
  boolean admits(@Nullable Identity identity) {
    return this == ALL
        || (identity != null
            && !identity.tenant().isEmpty()
            && tenants.contains(identity.tenant()));
  }
}
