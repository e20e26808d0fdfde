package dev.sluice.compiler;

import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.GatewaySection;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/** The backends that get requests: from a route, of a provider, or handed on by another. */
final class UsedBackends {
  private UsedBackends() {}

  /** Those that its providers ask. */
  static Set<ObjectKey> of(GatewaySection gateway) {
    Set<ObjectKey> used = new LinkedHashSet<>();
    for (IdentityProvider provider : gateway.identities().providers()) {
      if (provider instanceof IdentityProvider.External external) {
        used.add(external.backend());
      }
    }
    return used;
  }

  static Set<ObjectKey> of(RouteSection route) {
    Set<ObjectKey> used = new LinkedHashSet<>();
    for (RouteRule rule : route.rules()) {
      rule.targets()
          .forEach(
              target -> {
                if (target instanceof Target.Backend(ObjectKey backend)) {
                  used.add(backend);
                }
              });
    }
    return used;
  }

  /**
   * @param sections what each backend is
   */
  static Set<ObjectKey> withAllBehind(
      Set<ObjectKey> backends, Function<ObjectKey, BackendSection> sections) {
    Set<ObjectKey> all = new HashSet<>(backends);
    Deque<ObjectKey> next = new ArrayDeque<>(backends);
    while (!next.isEmpty()) {
      for (ObjectKey behind : sections.apply(next.remove()).handsOnTo()) {
        if (all.add(behind)) {
          next.add(behind);
        }
      }
    }
    return all;
  }
}
