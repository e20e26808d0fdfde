package dev.sluice.operator.publish;

import dev.sluice.snapshot.ObjectKey;

/** The ServiceAccount that a token was issued to. */
public record PlaneIdentity(String namespace, String serviceAccount) {

  /** The name of the ServiceAccount that pods of a data plane run as, and of all else they get. */
  public static String serviceAccountOf(ObjectKey dataPlane) {
    return "sluice-" + dataPlane.name();
  }

  /** Whose a data plane is. */
  static PlaneIdentity of(ObjectKey dataPlane) {
    return new PlaneIdentity(dataPlane.namespace(), serviceAccountOf(dataPlane));
  }

  boolean mayBe(ObjectKey dataPlane) {
    return equals(of(dataPlane));
  }

  @Override
  public String toString() {
    return "ServiceAccount " + namespace + "/" + serviceAccount;
  }
}
