package dev.sluice.operator.publish;

import dev.sluice.snapshot.CounterReset;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.PushMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Who is connected to this operator replica and what they say of themselves: the evidence that
 * statuses rest on.
 */
public final class PlaneStates {
  private final Map<ObjectKey, Map<PlaneStream, PlaneInstance>> instances = new HashMap<>();
  private final List<Consumer<ObjectKey>> listeners = new ArrayList<>();
  private final BackendSightings backends = new BackendSightings();

  /** Calls for every change, on the thread of the stream: the listener must not wait. */
  public synchronized void onChange(Consumer<ObjectKey> listener) {
    listeners.add(listener);
  }

  /** Sorted by name. A pod that is just reconnecting counts once, with its newest stream. */
  public synchronized List<PlaneInstance> of(ObjectKey dataPlane) {
    Map<String, PlaneInstance> byName = new HashMap<>();
    instances
        .getOrDefault(dataPlane, Map.of())
        .forEach(
            (stream, instance) ->
                byName.merge(instance.name(), instance, (a, b) -> a.draining() ? b : a));
    return byName.values().stream().sorted(Comparator.comparing(PlaneInstance::name)).toList();
  }

  /** Of all that have said how they do. */
  synchronized List<PlaneStream> streams(ObjectKey dataPlane) {
    return List.copyOf(instances.getOrDefault(dataPlane, Map.of()).keySet());
  }

  /** All others of a data plane hear of a reset that one of them was asked for. */
  void carry(ObjectKey dataPlane, PlaneStream asked, CounterReset reset) {
    streams(dataPlane).stream()
        .filter(other -> other != asked)
        .forEach(other -> other.say(new PushMessage.Reset(reset)));
  }

  /** Of all that are connected, whomever they follow. */
  synchronized Set<String> names(ObjectKey dataPlane) {
    return instances.getOrDefault(dataPlane, Map.of()).values().stream()
        .map(PlaneInstance::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What they see of their backends. */
  public BackendSightings backends() {
    return backends;
  }

  public synchronized int connected() {
    return instances.values().stream().mapToInt(Map::size).sum();
  }

  void update(ObjectKey dataPlane, PlaneStream stream, PlaneInstance instance) {
    boolean changed;
    synchronized (this) {
      Map<PlaneStream, PlaneInstance> streams =
          instances.computeIfAbsent(dataPlane, absent -> new HashMap<>());
      changed = !instance.equals(streams.put(stream, instance));
    }
    if (changed) {
      tell(dataPlane);
    }
  }

  void remove(ObjectKey dataPlane, PlaneStream stream) {
    boolean changed;
    synchronized (this) {
      Map<PlaneStream, PlaneInstance> streams = instances.getOrDefault(dataPlane, new HashMap<>());
      changed = streams.remove(stream) != null;
      if (streams.isEmpty()) {
        instances.remove(dataPlane);
      }
    }
    if (changed) {
      tell(dataPlane);
    }
  }

  private void tell(ObjectKey dataPlane) {
    List<Consumer<ObjectKey>> current;
    synchronized (this) {
      current = List.copyOf(listeners);
    }
    current.forEach(listener -> listener.accept(dataPlane));
  }
}
