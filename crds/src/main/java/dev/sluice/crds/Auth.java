package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether requests need a credential, and whose. Replaced as a whole. */
@ValidationRule(
    value =
        "(has(self.providers) && size(self.providers) > 0)"
            + " != (has(self.public) && self.public)",
    message = "give either providers or public: true")
@ValidationRule(
    value = "!has(self.optional) || !self.optional || has(self.providers)",
    message = "optional: belongs to providers")
public record Auth(
    @JsonPropertyDescription(
            "Providers of the data plane, by name. The first whose credential a request carries"
                + " decides.")
        @Size(max = 16)
        List<@Pattern(SluiceApi.LABEL) @Size(min = 1, max = 63) String> providers,
    @JsonPropertyDescription(
            "Lets requests without any credential pass, without a name. Default: false.")
        @Nullable Boolean optional,
    @JsonProperty("public")
        @JsonPropertyDescription("Open to everybody; no credential is looked at. Default: false.")
        @Nullable Boolean isPublic) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Auth {
    providers = providers == null ? List.of() : List.copyOf(providers);
  }
}
