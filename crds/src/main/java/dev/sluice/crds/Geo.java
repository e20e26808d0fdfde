package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses among backendRefs by the client's region, before weights do. */
public record Geo(
    @JsonPropertyDescription("Who says in which region a client is.") @Required
        RegionFrom regionFrom,
    @JsonPropertyDescription(
            "Every region once, in the order in which they stand in where a region has no backend"
                + " with endpoints. Default: as they stand in backendRefs.")
        @Size(max = 32)
        List<@Pattern(SluiceApi.LABEL) @Size(min = 1, max = 63) String> failover,
    @JsonPropertyDescription("Region of clients that are in no other. Default: the first.")
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        @Nullable String defaultRegion) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Geo {
    failover = failover == null ? List.of() : List.copyOf(failover);
  }

  /** Exactly one of them. */
  @ValidationRule(
      value = "has(self.header) != has(self.configMapRef)",
      message = "regionFrom: give exactly one of header and configMapRef")
  public record RegionFrom(
      @JsonPropertyDescription(
              "Header with the region's name. It counts when a trusted proxy sends it, as the data"
                  + " plane's clientAddress says; from others it is removed.")
          @Pattern(SluiceApi.HEADER_NAME)
          @Size(min = 1, max = 128)
          @Nullable String header,
      @JsonPropertyDescription("A table of the clients' networks.")
          @Nullable ConfigMapKey configMapRef) {}

  /** A value in a ConfigMap of the route's namespace. */
  public record ConfigMapKey(
      @JsonPropertyDescription(
              "Name of the ConfigMap, which carries the label sluice.dev/region-table.")
          @Required
          @Pattern(SluiceApi.OBJECT_NAME)
          @Size(min = 1, max = 253)
          String name,
      @JsonPropertyDescription("Key in its data: lines NETWORK,REGION, with # for comments.")
          @Required
          @Pattern("^[-._a-zA-Z0-9]+$")
          @Size(min = 1, max = 253)
          String key) {}
}
