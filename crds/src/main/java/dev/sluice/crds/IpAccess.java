package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which clients may pass by their address. Replaced as a whole. */
public record IpAccess(
    @JsonPropertyDescription("Networks that may pass, such as 10.0.0.0/8. Default: all.")
        @Size(max = 1024)
        List<@Size(min = 2, max = 49) String> allow,
    @JsonPropertyDescription("Networks that may not; wins over allow. Default: none.")
        @Size(max = 1024)
        List<@Size(min = 2, max = 49) String> deny,
    @JsonPropertyDescription(
            "As allow, from ConfigMaps; read again when they change. Default: none.")
        @Size(max = 16)
        List<NetworkSource> allowFrom,
    @JsonPropertyDescription(
            "As deny, from ConfigMaps; read again when they change. Default: none.")
        @Size(max = 16)
        List<NetworkSource> denyFrom) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public IpAccess {
    allow = allow == null ? List.of() : List.copyOf(allow);
    deny = deny == null ? List.of() : List.copyOf(deny);
    allowFrom = allowFrom == null ? List.of() : List.copyOf(allowFrom);
    denyFrom = denyFrom == null ? List.of() : List.copyOf(denyFrom);
  }

  /** Networks that stand elsewhere. */
  public record NetworkSource(
      @JsonPropertyDescription("Where they stand.") @Required NetworkList configMapRef,
      @JsonPropertyDescription(
              "Of lines NETWORK,REGION those with one of these regions, such as countries. Default:"
                  + " all lines.")
          @Size(max = 256)
          List<@Pattern(SluiceApi.LABEL) @Size(min = 1, max = 63) String> regions) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public NetworkSource {
      regions = regions == null ? List.of() : List.copyOf(regions);
    }
  }

  /** A value in a ConfigMap of the own namespace. */
  public record NetworkList(
      @JsonPropertyDescription(
              "Name of the ConfigMap, which carries the label sluice.dev/region-table.")
          @Required
          @Pattern(SluiceApi.OBJECT_NAME)
          @Size(min = 1, max = 253)
          String name,
      @JsonPropertyDescription(
              "Key in its data: lines NETWORK or NETWORK,REGION, with # for comments.")
          @Required
          @Pattern("^[-._a-zA-Z0-9]+$")
          @Size(min = 1, max = 253)
          String key) {}
}
