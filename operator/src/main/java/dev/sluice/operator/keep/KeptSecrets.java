package dev.sluice.operator.keep;

import dev.sluice.operator.publish.PlaneIdentity;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of the Secrets of one data plane. There are two sets; a new snapshot goes into the one that
 * does not hold the newest, so that there is a whole one at every moment. Pods mount both, and
 * names in a pod's template cannot change without a roll-out: hence a fixed number of fixed names.
 */
public final class KeptSecrets {
  /** The key inside each Secret. */
  public static final String KEY = "part";

  /** Secrets in a set. */
  static final int MOST_PARTS = 6;

  private KeptSecrets() {}

  enum Half {
    A,
    B;

    Half other() {
      return this == A ? B : A;
    }
  }

  static String name(ObjectKey dataPlane, Half half, int number) {
    return PlaneIdentity.serviceAccountOf(dataPlane) + "-snapshot-" + file(half, number);
  }

  private static String file(Half half, int number) {
    return (half == Half.A ? "a" : "b") + number;
  }

  /** A Secret, and the file that it is in a pod. */
  public record Mounted(String secret, String file) {}

  /** All that a pod of this data plane mounts, whether or not they exist. */
  public static List<Mounted> mounted(ObjectKey dataPlane) {
    List<Mounted> all = new ArrayList<>();
    for (Half half : Half.values()) {
      for (int number = 0; number < MOST_PARTS; number++) {
        all.add(new Mounted(name(dataPlane, half, number), file(half, number)));
      }
    }
    return all;
  }
}
