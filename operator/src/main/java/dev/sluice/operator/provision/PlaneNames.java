package dev.sluice.operator.provision;

import dev.sluice.crds.DataPlane;
import dev.sluice.operator.publish.PlaneIdentity;
import dev.sluice.snapshot.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

/** Names and labels of what a data plane gets. */
public final class PlaneNames {
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String OPERATOR = "sluice-operator";

  /** Selects what this operator provisioned, and nothing else, for its informers. */
  static final String SELECTOR = MANAGED_BY + "=" + OPERATOR;

  private PlaneNames() {}

  static ObjectKey key(DataPlane dataPlane) {
    return new ObjectKey(dataPlane.getMetadata().getNamespace(), dataPlane.getMetadata().getName());
  }

  /** One name for all objects: each is of another kind. */
  static String name(DataPlane dataPlane) {
    return PlaneIdentity.serviceAccountOf(key(dataPlane));
  }

  /** What pods are selected by; never changes, since a Deployment's selector cannot. */
  static Map<String, String> podSelector(DataPlane dataPlane) {
    return Map.of(
        "app.kubernetes.io/name",
        "sluice-dataplane",
        "app.kubernetes.io/instance",
        dataPlane.getMetadata().getName());
  }

  static ObjectMeta metadata(DataPlane dataPlane) {
    return new ObjectMetaBuilder()
        .withNamespace(dataPlane.getMetadata().getNamespace())
        .withName(name(dataPlane))
        .addToLabels(podSelector(dataPlane))
        .addToLabels(MANAGED_BY, OPERATOR)
        .build();
  }
}
