package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose word counts for the client's address. */
@ValidationRule(
    value =
        "!(has(self.trustedHops) && self.trustedHops > 0 && has(self.trustedCIDRs)"
            + " && size(self.trustedCIDRs) > 0)",
    message = "give trustedHops or trustedCIDRs, not both")
@ValidationRule(
    value = "!has(self.trustedCIDRs) || self.trustedCIDRs.all(c, isCIDR(c))",
    message = "trustedCIDRs: each must be a network such as 10.0.0.0/8 or fd00::/8")
public record ClientAddressSpec(
    @JsonPropertyDescription(
            "How many trusted proxies stand in front: the client is that entry of the header,"
                + " counted from the right. Default: 0, the peer itself.")
        @Min(0)
        @Max(32)
        @Nullable Integer trustedHops,
    @JsonPropertyDescription(
            "Networks of trusted proxies: the client is the first address from the right that is"
                + " not in them.")
        @Size(max = 256)
        List<@Size(min = 1, max = 64) String> trustedCIDRs,
    @JsonPropertyDescription("Header that carries the addresses. Default: X-Forwarded-For.")
        @Pattern(SluiceApi.HEADER_NAME)
        @Size(min = 1, max = 128)
        @Nullable String header,
    @JsonPropertyDescription(
            "Every connection begins with a PROXY protocol v1 or v2 header; others are closed."
                + " Default: false.")
        @Nullable Boolean proxyProtocol) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public ClientAddressSpec {
    trustedCIDRs = trustedCIDRs == null ? List.of() : List.copyOf(trustedCIDRs);
  }
}
