package dev.sluice.operator.publish;

import dev.sluice.snapshot.ObjectKey;

/** The ServiceAccount that a token was issued to. */
public record PlaneIdentity(String namespace, String serviceAccount) {

  /** The name of the ServiceAccount that pods of a data plane run as, and of all else they get. */
  public static String serviceAccountOf(ObjectKey dataPlane) {
    return "sluice-" + dataPlane.name();
  }

  boolean mayBe(ObjectKey dataPlane) {
    return namespace.equals(dataPlane.namespace())
        && serviceAccount.equals(serviceAccountOf(dataPlane));
  }

  @Override
  public String toString() {
    return "ServiceAccount " + namespace + "/" + serviceAccount;
  }
}
