package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One listener of a DataPlane. */
@ValidationRule(
    value = "(has(self.protocol) && self.protocol == 'HTTPS') == has(self.tls)",
    message = "tls belongs to protocol HTTPS, and HTTPS needs it")
@ValidationRule(
    value = "!has(self.httpsRedirect) || !has(self.tls)",
    message = "httpsRedirect is for listeners of protocol HTTP")
public record ListenerSpec(
    @JsonPropertyDescription("Name, unique among the listeners of the data plane.")
        @Required
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        String name,
    @JsonPropertyDescription("TCP port, unique among the listeners of the data plane.")
        @Required
        @Min(1)
        @Max(65535)
        Integer port,
    @JsonPropertyDescription("What clients speak. Default: HTTP.") @Nullable Protocol protocol,
    @JsonPropertyDescription(
            "Hosts that it serves: exact names, *.example.com for all names below, or *. A request"
                + " for another host gets 404, over TLS 421. Default: all.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HOSTNAME) @Size(min = 1, max = 253) String> hostnames,
    @JsonPropertyDescription("Certificates and terms of TLS; for HTTPS, and needed there.")
        @Nullable ListenerTls tls,
    @JsonPropertyDescription(
            "Sends every request on to HTTPS instead of serving it, but for those that a trusted"
                + " proxy in front says came by HTTPS. For HTTP. Default: requests are served.")
        @Nullable HttpsRedirect httpsRedirect) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public ListenerSpec {
    hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
  }

  /** What clients speak. */
  public enum Protocol {
    HTTP,
    HTTPS
  }
}
