package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a backend is: exactly one member. */
@ValidationRule(
    value = "[has(self.service), has(self.static), has(self.dns)].filter(x, x).size() == 1",
    message = "give exactly one of service, static, dns")
public record BackendTarget(
    @JsonPropertyDescription("A Service of the same namespace; requests go straight to its pods.")
        @Nullable ServiceTarget service,
    @JsonProperty("static") @JsonPropertyDescription("Fixed addresses.") @Size(min = 1, max = 256)
        @Nullable List<StaticEndpoint> staticEndpoints,
    @JsonPropertyDescription(
            "A host name outside the cluster; looked up again whenever the answer's time to live is"
                + " over.")
        @Nullable DnsTarget dns) {

  /** A port of a Service. */
  public record ServiceTarget(
      @JsonPropertyDescription("Name of the Service.")
          @Required
          @Pattern(SluiceApi.LABEL)
          @Size(min = 1, max = 63)
          String name,
      @JsonPropertyDescription("Port of the Service (not of the pods).")
          @Required
          @Min(1)
          @Max(65535)
          Integer port) {}

  /** A fixed address. */
  @ValidationRule(
      value = "isIP(self.address)",
      message = "address: must be an IPv4 or IPv6 address; names are not looked up here")
  public record StaticEndpoint(
      @JsonPropertyDescription("IPv4 or IPv6 address.") @Required @Size(min = 2, max = 45)
          String address,
      @JsonPropertyDescription("TCP port.") @Required @Min(1) @Max(65535) Integer port,
      @JsonPropertyDescription("Zone that it runs in, for loadBalancer.zoneAware.")
          @Pattern(SluiceApi.LABEL)
          @Size(min = 1, max = 63)
          @Nullable String zone,
      @JsonPropertyDescription("Its share, relative to the other addresses. Default: 1.")
          @Min(1)
          @Max(1000)
          @Nullable Integer weight) {}

  /** A host name. */
  @ValidationRule(
      value = "!isIP(self.hostname)",
      message = "hostname: is an address; write addresses under static")
  public record DnsTarget(
      @JsonPropertyDescription(
              "Host name in full. Names inside the cluster, of the gateway itself and of metadata"
                  + " services are refused.")
          @Required
          @Pattern(SluiceApi.DNS_NAME)
          @Size(min = 1, max = 253)
          String hostname,
      @JsonPropertyDescription("TCP port.") @Required @Min(1) @Max(65535) Integer port) {}
}
