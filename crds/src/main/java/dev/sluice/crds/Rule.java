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
        "(has(self.filters) ? self.filters.filter(f, f.type in ['DirectResponse',"
            + " 'RequestRedirect']).size() : 0)"
            + " + (has(self.backendRefs) && size(self.backendRefs) > 0 ? 1 : 0) == 1",
    message =
        "a rule has either backendRefs or one filter that answers: DirectResponse or"
            + " RequestRedirect")
@ValidationRule(
    value =
        "!has(self.filters)"
            + " || self.filters.all(f, self.filters.exists_one(o, o.type == f.type))",
    message = "filters: each type may stand once in a rule")
@ValidationRule(
    value =
        "!has(self.filters) || (has(self.backendRefs) && size(self.backendRefs) > 0)"
            + " || !self.filters.exists(f, f.type in ['URLRewrite', 'RequestMirror'])",
    message = "filters: URLRewrite and RequestMirror belong to backendRefs")
@ValidationRule(
    value =
        "!has(self.filters) || !has(self.matches) || !self.filters.exists(f,"
            + " (has(f.urlRewrite) && has(f.urlRewrite.path)"
            + " && f.urlRewrite.path.type == 'ReplacePrefixMatch')"
            + " || (has(f.requestRedirect) && has(f.requestRedirect.path)"
            + " && f.requestRedirect.path.type == 'ReplacePrefixMatch'))"
            + " || self.matches.all(m, !has(m.path) || !has(m.path.type)"
            + " || m.path.type == 'PathPrefix')",
    message = "filters: ReplacePrefixMatch needs a rule whose matches are all of type PathPrefix")
@ValidationRule(
    value = "!has(self.split) || (has(self.backendRefs) && size(self.backendRefs) > 0)",
    message = "split belongs to backendRefs")
@ValidationRule(
    value =
        "has(self.backendRefs) ? self.backendRefs.all(b, has(b.region) == has(self.geo))"
            + " : !has(self.geo)",
    message = "geo and a region for each of backendRefs belong together")
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
    @JsonPropertyDescription("Chooses among backendRefs by the client's region.") @Nullable Geo geo,
    @JsonPropertyDescription("Time limits of this rule; win over the route's.")
        @Nullable Timeouts timeouts,
    @JsonPropertyDescription("When requests are tried again; each field wins over the route's.")
        @Nullable Retry retry,
    @JsonPropertyDescription(
            "Whether late reads are asked a second time. Replaced as a whole. Default: as the"
                + " backend says.")
        @Nullable Hedge hedge,
    @JsonPropertyDescription("What requests may carry; each field wins over the route's.")
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
        @Nullable SecurityHeaders securityHeaders) {
  @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
  public Rule {
    matches = matches == null ? List.of() : List.copyOf(matches);
    filters = filters == null ? List.of() : List.copyOf(filters);
    backendRefs = backendRefs == null ? List.of() : List.copyOf(backendRefs);
  }

  /** The policies that the rule itself says. */
  public Policies policies() {
    return new Policies(
        timeouts, retry, hedge, limits, auth, authorization, ipAccess, cors, securityHeaders);
  }
}
