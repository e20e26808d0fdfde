package dev.sluice.operator.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.BackendState;
import dev.sluice.snapshot.BreakerState;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackendSightingsTest {
  private static final ObjectKey ORDERS = new ObjectKey("shop", "orders");
  private static final ObjectKey USERS = new ObjectKey("shop", "users");

  private final BackendSightings sightings = new BackendSightings();
  private final List<Set<ObjectKey>> told = new ArrayList<>();

  private static BackendState state(ObjectKey backend, BreakerState breaker) {
    return new BackendState(backend, List.of(), List.of(), breaker);
  }

  @Test
  void eachReplicaIsAWitnessUntilItLeaves() {
    sightings.heard("a", true, List.of(state(ORDERS, BreakerState.OPEN)));
    sightings.heard("b", true, List.of(state(ORDERS, BreakerState.CLOSED)));
    assertThat(sightings.of(ORDERS)).hasSize(2);
    sightings.left("a");
    assertThat(sightings.of(ORDERS)).containsExactly(state(ORDERS, BreakerState.CLOSED));
    sightings.left("b");
    assertThat(sightings.of(ORDERS)).isEmpty();
  }

  @Test
  void aDifferenceLeavesTheOthersAndAllLeavesNone() {
    sightings.heard(
        "a", true, List.of(state(ORDERS, BreakerState.OPEN), state(USERS, BreakerState.NONE)));
    sightings.heard("a", false, List.of(state(ORDERS, BreakerState.HALF_OPEN)));
    assertThat(sightings.of(ORDERS)).containsExactly(state(ORDERS, BreakerState.HALF_OPEN));
    assertThat(sightings.of(USERS)).hasSize(1);
    sightings.heard("a", true, List.of(state(ORDERS, BreakerState.CLOSED)));
    assertThat(sightings.of(USERS)).isEmpty();
  }

  @Test
  void listenersHearWhichBackendsAreConcerned() {
    sightings.onChange(told::add);
    sightings.heard("a", true, List.of(state(ORDERS, BreakerState.OPEN)));
    sightings.heard("a", true, List.of(state(USERS, BreakerState.OPEN)));
    sightings.left("a");
    sightings.left("a");
    assertThat(told).containsExactly(Set.of(ORDERS), Set.of(ORDERS, USERS), Set.of(USERS));
  }
}
