package dev.sluice.operator.report;

import dev.sluice.snapshot.Refusal;
import dev.sluice.snapshot.SectionKey;
import java.util.Optional;

/** Whether ready replicas serve a section, and in which words to say so. */
final class Evidence {
  static final String PROGRAMMED = "Programmed";
  static final String PENDING = "Pending";
  static final String REJECTED = "RejectedByDataPlane";
  static final String NO_REPLICAS = "NoReplicas";
  static final String NO_READY_REPLICAS = "NoReadyReplicas";

  private Evidence() {}

  /**
   * @param before whether the same section was already known to be served: with no replica
   *     connected nothing speaks against it
   */
  static Draft programmed(PlaneView plane, SectionKey section, String hash, boolean before) {
    if (plane.replicas().isEmpty()) {
      if (plane.scaledToZero()) {
        return Draft.failing(
            Conditions.PROGRAMMED, NO_REPLICAS, plane.dataPlane() + " is scaled to zero");
      }
      return before
          ? Draft.holding(
              Conditions.PROGRAMMED, PROGRAMMED, "served when replicas were last connected")
          : Draft.failing(
              Conditions.PROGRAMMED,
              NO_READY_REPLICAS,
              "no replica of data plane " + plane.dataPlane() + " is ready");
    }
    for (PlaneView.Replica replica : plane.replicas()) {
      Optional<Refusal> refusal = replica.refusal(section);
      if (refusal.isPresent() && !replica.serves(section, hash)) {
        return Draft.failing(
            Conditions.PROGRAMMED,
            REJECTED,
            "replica "
                + replica.name()
                + " of data plane "
                + plane.dataPlane()
                + " cannot use this: "
                + refusal.get().reason());
      }
    }
    long serving = plane.replicas().stream().filter(r -> r.serves(section, hash)).count();
    String count =
        serving + " of " + plane.replicas().size() + " data-plane replicas of " + plane.dataPlane();
    return serving == plane.replicas().size()
        ? Draft.holding(Conditions.PROGRAMMED, PROGRAMMED, count + " serve this")
        : Draft.failing(Conditions.PROGRAMMED, PENDING, count + " serve this");
  }
}
