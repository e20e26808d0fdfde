package dev.sluice.compiler;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import java.util.LinkedHashSet;
import java.util.Set;

/** The backends that a route sends requests to. */
final class UsedBackends {
  private UsedBackends() {}

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
}
