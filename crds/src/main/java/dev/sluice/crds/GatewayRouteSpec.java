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

/** {@code spec} of a GatewayRoute. */
@ValidationRule(
    value =
        "self.rules.all(r, !has(r.name)"
            + " || self.rules.exists_one(o, has(o.name) && o.name == r.name))",
    message = "rules: a name may be given to one rule only")
public record GatewayRouteSpec(
    @JsonPropertyDescription("Data planes that serve the route. Default: the one marked default.")
        @Size(max = 16)
        List<ObjectReference> dataPlaneRefs,
    @JsonPropertyDescription(
            "Hosts that the route answers for: exact names, or *.example.com for all names below."
                + " Default: all hosts.")
        @Size(max = 64)
        List<@Pattern(SluiceApi.HOSTNAME) @Size(min = 1, max = 253) String> hostnames,
    @JsonPropertyDescription(
            "Decides, before host and path, between routes of this namespace that take the same"
                + " request: the higher wins. Routes of other namespaces are not concerned. From"
                + " -1000 to 1000. Default: 0.")
        @Min(-1000)
        @Max(1000)
        @Nullable Integer priority,
    @JsonPropertyDescription("Takes the route out of service without deleting it. Default: false.")
        @Nullable Boolean suspend,
    @JsonPropertyDescription("Time limits for every rule; a rule may change them.")
        @Nullable Timeouts timeouts,
    @JsonPropertyDescription("When requests are tried again; a rule may change it field by field.")
        @Nullable Retry retry,
    @JsonPropertyDescription(
            "Whether late reads are asked a second time. Replaced as a whole. Default: as the"
                + " backend says.")
        @Nullable Hedge hedge,
    @JsonPropertyDescription("What requests may carry; a rule may change it field by field.")
        @Nullable Limits limits,
    @JsonPropertyDescription("Whether requests need a credential. Replaced as a whole.")
        @Nullable Auth auth,
    @JsonPropertyDescription("What a known client must be to pass. Replaced as a whole.")
        @Nullable Authorization authorization,
    @JsonPropertyDescription("Which clients may pass by their address. Replaced as a whole.")
        @Nullable IpAccess ipAccess,
    @JsonPropertyDescription("Which pages of other origins may read answers. Replaced as a whole.")
        @Nullable Cors cors,
    @JsonPropertyDescription("What browsers are told to be careful about. Merged field by field.")
        @Nullable SecurityHeaders securityHeaders,
    @JsonPropertyDescription("What to do with which requests. At least one.")
        @Required
        @Size(min = 1, max = 64)
        List<Rule> rules) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public GatewayRouteSpec {
    dataPlaneRefs = dataPlaneRefs == null ? List.of() : List.copyOf(dataPlaneRefs);
    hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
    rules = rules == null ? List.of() : List.copyOf(rules);
  }

  /** The policies that the route gives to all its rules. */
  public Policies policies() {
    return new Policies(
        timeouts, retry, hedge, limits, auth, authorization, ipAccess, cors, securityHeaders);
  }
}
