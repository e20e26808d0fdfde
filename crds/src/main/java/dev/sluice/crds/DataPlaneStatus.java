package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
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
    @JsonPropertyDescription("The generation that this status speaks of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Accepted, ResolvedRefs, Programmed, Ready and, with HTTPS, CertificatesValid.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("Where clients reach the data plane.") @Size(max = 16)
        @Nullable List<Address> addresses,
    @JsonPropertyDescription("The gateway pods.") @Nullable Replicas replicas,
    @JsonPropertyDescription(
            "Version of the snapshot that the pods should serve: a hash of its content, endpoints"
                + " left out.")
        @Nullable String version,
    @JsonPropertyDescription("How many ready pods have acknowledged that version.")
        @Nullable Integer acknowledged,
    @JsonPropertyDescription("How the providers do that fetch keys from a URL.") @Size(max = 64)
        @Nullable List<ProviderHealth> providers,
    @JsonPropertyDescription(
            "Whether the store answers in which limits with store Redis are counted. Absent: no"
                + " limit is.")
        @Nullable RedisHealth redis) {

  /** The store of limits, where it does worst. */
  public record RedisHealth(
      @JsonPropertyDescription(
              "Connected: it answers all pods. Unavailable: some pods have no answer, and their"
                  + " limits go by onStoreFailure.")
          State state,
      @JsonPropertyDescription("How many ready pods are in that state.") Integer replicas,
      @JsonPropertyDescription(
              "Unavailable: since when the first of them has no answer; Connected: since when all"
                  + " have.")
          String since,
      @JsonPropertyDescription("Why it is Unavailable, and in how many pods.")
          @Nullable String reason) {
    /** From good to bad. */
    public enum State {
      Connected,
      Unavailable
    }
  }

  /** A provider of tokens whose keys are fetched, where it does worst. */
  public record ProviderHealth(
      @JsonPropertyDescription("Name of the provider.") String name,
      @JsonPropertyDescription(
              "Fresh; Stale: the last fetch failed and older keys serve, up to staleFor; Missing:"
                  + " there are none, and requests get 503.")
          Keys keys,
      @JsonPropertyDescription("What is wrong, and in how many pods.") @Nullable String problem) {
    /** From good to bad. */
    public enum Keys {
      Fresh,
      Stale,
      Missing
    }
  }

  /** Where clients reach the data plane. */
  public record Address(
      @JsonPropertyDescription("IPAddress or Hostname.") String type,
      @JsonPropertyDescription("The address.") String value) {}

  /**
   * The gateway pods.
   *
   * @param lagging names of ready pods that do not serve the wanted version
   */
  public record Replicas(
      @JsonPropertyDescription("How many there should be.") Integer desired,
      @JsonPropertyDescription("How many are ready.") Integer ready,
      @JsonPropertyDescription("Names of ready pods that do not serve the wanted version.")
          @Size(max = 1000)
          @Nullable List<String> lagging) {}
}
