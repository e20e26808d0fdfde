package dev.sluice.operator.report;

import dev.sluice.operator.quota.DeskView;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the shares of limits that replicas have in common follow demand, and else why not. Ready
 * does not depend on it: equal shares are shares.
 */
final class ShareCondition {
  static final String TYPE = "SharesFollowDemand";

  private ShareCondition() {}

  /**
   * @param planes in which the policy has such limits
   * @param desks by data plane, while this operator leads
   * @param current what is told now, which counts until replicas have asked this operator
   * @return empty if the policy has no such limit, or nobody has asked for a share
   */
  static Optional<Draft> of(
      List<ObjectKey> planes, Map<ObjectKey, DeskView> desks, @Nullable List<Condition> current) {
    List<String> problems = new ArrayList<>();
    List<String> good = new ArrayList<>();
    boolean unseen = false;
    String reason = "";
    for (ObjectKey plane : planes) {
      DeskView desk = desks.get(plane);
      if (desk == null) {
        unseen = true;
      } else if (desk.silent() > 0) {
        reason = "ReplicasSilent";
        problems.add(
            "%d of %d replicas of data plane %s do not ask the operator that leads: each of them has an equal share until it does"
                .formatted(desk.silent(), desk.replicas(), plane));
      } else if (desk.isFull()) {
        reason = reason.isEmpty() ? "TooManyKeys" : reason;
        problems.add(
            "more keys of data plane %s are at their limits at a time than get shares by demand (%d): the others are divided equally; store: Redis has no such bound"
                .formatted(plane, desk.most()));
      } else {
        good.add("%d replicas of data plane %s".formatted(desk.replicas(), plane));
      }
    }
    if (!problems.isEmpty()) {
      return Optional.of(Draft.failing(TYPE, reason, String.join(". ", problems)));
    }
    Optional<Draft> before =
        unseen ? Conditions.find(current, TYPE).map(Draft::told) : Optional.empty();
    if (before.isPresent() || good.isEmpty()) {
      return before;
    }
    return Optional.of(Draft.holding(TYPE, "Shared", "divided among " + String.join(", ", good)));
  }
}
