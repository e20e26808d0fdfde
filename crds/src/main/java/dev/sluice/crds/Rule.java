package dev.sluice.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule of a GatewayRoute. */
@ValidationRule(
    value =
        "(has(self.filters) && self.filters.exists(f, f.type == 'DirectResponse'))"
            + " != (has(self.backendRefs) && size(self.backendRefs) > 0)",
    message = "a rule has either backendRefs or a DirectResponse filter")
@ValidationRule(
    value = "!has(self.split) || (has(self.backendRefs) && size(self.backendRefs) > 0)",
    message = "split belongs to backendRefs")
public record Rule(
    @JsonPropertyDescription("Name, unique within the route. Default: rule-N by position.")
        @Pattern(SluiceApi.LABEL)
        @Size(min = 1, max = 63)
        @Nullable String name,
    @JsonPropertyDescription("Takes the rule out of service without deleting it. Default: false.")
        @Nullable Boolean suspend,
    @JsonPropertyDescription("Which requests; any of. Default: all.") @Size(max = 64)
        List<Match> matches,
    @JsonPropertyDescription("What to change, in order.") @Size(max = 16) List<Filter> filters,
    @JsonPropertyDescription("Where requests go, by weight.") @Size(max = 32)
        List<BackendRef> backendRefs,
    @JsonPropertyDescription("How requests are shared out among backendRefs, besides by weight.")
        @Nullable Split split,
    @JsonPropertyDescription("Time limits of this rule; win over the route's.")
        @Nullable Timeouts timeouts,
    @JsonPropertyDescription("When requests are tried again; each field wins over the route's.")
        @Nullable Retry retry,
    @JsonPropertyDescription("What requests may carry; each field wins over the route's.")
        @Nullable Limits limits) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Rule {
    matches = matches == null ? List.of() : List.copyOf(matches);
    filters = filters == null ? List.of() : List.copyOf(filters);
    backendRefs = backendRefs == null ? List.of() : List.copyOf(backendRefs);
  }

  /** The policies that the rule itself says. */
  public Policies policies() {
    return new Policies(timeouts, retry, limits);
  }
}
