package dev.sluice.dataplane.source;

import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PlaneMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the operator has not heard yet of the backends. Used on the loop of the source only. */
final class BackendNews {
  private final Supplier<List<BackendState>> backends;
  private final Map<ObjectKey, BackendState> told = new HashMap<>();

  BackendNews(Supplier<List<BackendState>> backends) {
    this.backends = backends;
  }

  /** For a replica that has heard nothing. */
  PlaneMessage everything() {
    return new PlaneMessage.Backends(true, backends.get());
  }

  /** For all that have heard what was told before. */
  Optional<PlaneMessage> since() {
    List<BackendState> now = backends.get();
    Set<ObjectKey> present = now.stream().map(BackendState::backend).collect(Collectors.toSet());
    boolean gone = told.keySet().retainAll(present);
    List<BackendState> changed =
        now.stream().filter(state -> !state.equals(told.put(state.backend(), state))).toList();
    if (gone) {
      // Which are gone is not said one by one: it happens seldom.
      return Optional.of(new PlaneMessage.Backends(true, now));
    }
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(new PlaneMessage.Backends(false, changed));
  }
}
