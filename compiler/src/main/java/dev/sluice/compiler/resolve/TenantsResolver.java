package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose clients may reach a backend. */
final class TenantsResolver {
  /** No identity has an empty tenant: nobody passes, which is what half a list must not undo. */
  private static final List<String> NOBODY = List.of("");

  private final Diagnostics diagnostics;

  TenantsResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** What can be read of it; never more than was written. */
  List<String> resolve(@Nullable List<String> written) {
    if (written == null) {
      return List.of();
    }
    if (written.isEmpty()) {
      diagnostics.error(
          BackendReason.INVALID_VALUE,
          "spec.tenants",
          "is empty, so that nobody reaches the backend; name a tenant, or leave the field out");
      return NOBODY;
    }
    List<String> tenants = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      if (written.get(i).isEmpty()) {
        diagnostics.error(
            BackendReason.INVALID_VALUE,
            "spec.tenants[" + i + "]",
            "is empty, and no client has such a tenant; name one or remove the entry");
      } else {
        tenants.add(written.get(i));
      }
    }
    return tenants.isEmpty() ? NOBODY : tenants;
  }
}
