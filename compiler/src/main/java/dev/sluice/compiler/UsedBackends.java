package dev.sluice.compiler;

import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteSection;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import java.util.LinkedHashSet;
import java.util.Set;

/** The backends that a route sends requests to. */
final class UsedBackends {
  private UsedBackends() {}

  static Set<ObjectKey> of(RouteSection route) {
    Set<ObjectKey> used = new LinkedHashSet<>();
    for (RouteRule rule : route.rules()) {
      if (rule.action() instanceof RouteAction.Forward forward) {
        for (WeightedTarget target : forward.targets()) {
          if (target.target() instanceof Target.Backend(ObjectKey backend)) {
            used.add(backend);
          }
        }
      }
    }
    return used;
  }
}
