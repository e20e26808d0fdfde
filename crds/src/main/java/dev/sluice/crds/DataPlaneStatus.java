package dev.sluice.crds;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code status} of a DataPlane.
 *
 * @param version of the snapshot that this data plane should serve, endpoints left out
 * @param acknowledged how many ready replicas serve it
 */
public record DataPlaneStatus(
    @Nullable Long observedGeneration,
    @Nullable List<Condition> conditions,
    @Nullable List<Address> addresses,
    @Nullable Replicas replicas,
    @Nullable String version,
    @Nullable Integer acknowledged) {

  /** Where clients reach the data plane. */
  public record Address(String type, String value) {}

  /**
   * The gateway pods.
   *
   * @param lagging names of ready pods that do not serve the wanted version
   */
  public record Replicas(Integer desired, Integer ready, @Nullable List<String> lagging) {}
}
