package dev.sluice.operator.report;

import dev.sluice.operator.provision.Provisioned;
import dev.sluice.operator.publish.PlaneStates;
import dev.sluice.operator.publish.Publisher;
import dev.sluice.snapshot.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All data planes as they are at one moment, so that all statuses speak of the same one. */
final class PlaneViews {
  private final Publisher publisher;
  private final PlaneStates states;
  private final Map<ObjectKey, PlaneView> views = new HashMap<>();

  PlaneViews(
      Collection<ObjectKey> planes,
      Publisher publisher,
      PlaneStates states,
      Map<ObjectKey, Provisioned> provisioned) {
    this.publisher = publisher;
    this.states = states;
    planes.forEach(
        key -> views.put(key, PlaneView.of(key, publisher, states, provisioned.get(key))));
  }

  /** Null if it was not compiled. */
  @Nullable PlaneView compiled(ObjectKey dataPlane) {
    return views.get(dataPlane);
  }

  /** Of one that was not compiled, too: what is connected and published. */
  PlaneView of(ObjectKey dataPlane) {
    PlaneView view = views.get(dataPlane);
    return view == null ? PlaneView.of(dataPlane, publisher, states, null) : view;
  }

  Collection<PlaneView> all() {
    return views.values();
  }

  /** Whether time alone changes nothing. */
  boolean settled() {
    return views.values().stream().allMatch(PlaneView::settled);
  }
}
