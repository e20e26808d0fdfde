package dev.sluice.operator.report;

import dev.sluice.crds.DataPlaneStatus.RedisHealth;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RateLimit;
import dev.sluice.snapshot.RateLimit.CounterStore;
import dev.sluice.snapshot.RateLimit.OnFailure;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the store answers in which limits of a policy are counted, and what happens while it does
 * not. Ready does not depend on it: who rolls out a policy need not wait for Redis.
 */
final class StoreCondition {
  static final String TYPE = "StoreAvailable";

  private StoreCondition() {}

  /**
   * @param current what is told now, which counts while a data plane has no replica
   * @return empty if no limit is counted there, or nobody has said how it does
   */
  static Optional<Draft> of(
      List<StoreUses.Use> uses,
      Function<ObjectKey, PlaneView> planes,
      @Nullable List<Condition> current) {
    List<String> problems = new ArrayList<>();
    List<String> good = new ArrayList<>();
    boolean unseen = false;
    for (StoreUses.Use use : uses) {
      PlaneView plane = planes.apply(use.dataPlane());
      unseen |= plane.replicas().isEmpty() && !plane.scaledToZero();
      Optional<RedisHealth> health = plane.store();
      if (health.isEmpty()) {
        continue;
      }
      if (health.get().state() == RedisHealth.State.Connected) {
        good.add(use.dataPlane().toString());
      } else {
        problems.add(problem(use, health.get()));
      }
    }
    if (!problems.isEmpty()) {
      return Optional.of(Draft.failing(TYPE, "StoreUnavailable", String.join(" Also ", problems)));
    }
    Optional<Draft> before =
        unseen ? Conditions.find(current, TYPE).map(Draft::told) : Optional.<Draft>empty();
    if (before.isPresent()) {
      return before;
    }
    return good.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Draft.holding(
                TYPE, "Connected", "Redis of data plane " + String.join(", ", good) + " answers"));
  }

  private static String problem(StoreUses.Use use, RedisHealth health) {
    return "data plane "
        + use.dataPlane()
        + " cannot count in Redis: "
        + Objects.requireNonNullElse(health.reason(), "unknown")
        + ". Meanwhile "
        + Stream.of(OnFailure.values())
            .flatMap(choice -> meanwhile(use.limits(), choice).stream())
            .collect(Collectors.joining("; "))
        + ".";
  }

  private static Optional<String> meanwhile(List<RateLimit> limits, OnFailure choice) {
    List<String> names =
        limits.stream()
            .filter(
                limit ->
                    limit.store() instanceof CounterStore.Shared shared
                        && shared.onFailure() == choice)
            .map(RateLimit::name)
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String who = String.join(", ", names);
    return Optional.of(
        switch (choice) {
          case OPEN -> who + ": all requests pass (onStoreFailure: Open)";
          case CLOSED -> who + ": requests get 503 (onStoreFailure: Closed)";
          case LOCAL_FALLBACK ->
              who + ": each replica counts its share by itself (onStoreFailure: LocalFallback)";
        });
  }
}
