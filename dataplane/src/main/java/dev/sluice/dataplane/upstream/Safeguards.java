package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.snapshot.BackendSection;
import dev.sluice.snapshot.CircuitBreaker;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What spares one backend, and those who ask it, while it has enough to do. Belongs to the backend,
 * whatever the number of routes; what its resource does not ask for is not there and costs nothing.
 */
final class Safeguards {
  private final Clock clock;
  private volatile @Nullable Breaker breaker;

  Safeguards(BackendSection settings, Clock clock) {
    this.clock = clock;
    settings(settings);
  }

  /** The resource says something else, or the same: what stays keeps its state. */
  void settings(BackendSection settings) {
    Breaker before = breaker;
    switch (settings.circuitBreaker()) {
      case CircuitBreaker.Off off -> breaker = null;
      case CircuitBreaker.On on -> {
        if (before == null) {
          breaker = new Breaker(settings.backend().toString(), on, clock);
        } else {
          before.policy(on);
        }
      }
    }
  }

  /** Whether another try may be thought of. */
  boolean open() {
    Breaker present = breaker;
    return present == null || !present.shut();
  }

  /** Null if there is none. */
  @Nullable Breaker breaker() {
    return breaker;
  }

  SafeguardsView view() {
    Breaker present = breaker;
    return new SafeguardsView(present == null ? Optional.empty() : Optional.of(present.view()));
  }
}
