package dev.sluice.operator.publish;

import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How the replicas of all data planes see their backends. A replica that is gone is no witness any
 * more.
 */
public final class BackendSightings {
  private final Map<Object, Map<ObjectKey, BackendState>> byReplica = new HashMap<>();
  private final List<Consumer<Set<ObjectKey>>> listeners = new ArrayList<>();

  /** Called with the backends concerned, on the thread of the stream: must not wait. */
  public synchronized void onChange(Consumer<Set<ObjectKey>> listener) {
    listeners.add(listener);
  }

  /** One for each replica that knows the backend; empty when none does. */
  public synchronized List<BackendState> of(ObjectKey backend) {
    List<BackendState> states = new ArrayList<>();
    for (Map<ObjectKey, BackendState> replica : byReplica.values()) {
      BackendState state = replica.get(backend);
      if (state != null) {
        states.add(state);
      }
    }
    return states;
  }

  /**
   * @param replica stands for the stream
   * @param all what it said before counts no more
   */
  void heard(Object replica, boolean all, List<BackendState> states) {
    Set<ObjectKey> concerned = new HashSet<>();
    synchronized (this) {
      Map<ObjectKey, BackendState> known = byReplica.computeIfAbsent(replica, k -> new HashMap<>());
      if (all) {
        concerned.addAll(known.keySet());
        known.clear();
      }
      for (BackendState state : states) {
        known.put(state.backend(), state);
        concerned.add(state.backend());
      }
    }
    tell(concerned);
  }

  void left(Object replica) {
    Map<ObjectKey, BackendState> gone;
    synchronized (this) {
      gone = byReplica.remove(replica);
    }
    if (gone != null) {
      tell(gone.keySet());
    }
  }

  private void tell(Set<ObjectKey> backends) {
    List<Consumer<Set<ObjectKey>>> current;
    synchronized (this) {
      current = List.copyOf(listeners);
    }
    if (!backends.isEmpty()) {
      current.forEach(listener -> listener.accept(backends));
    }
  }
}
