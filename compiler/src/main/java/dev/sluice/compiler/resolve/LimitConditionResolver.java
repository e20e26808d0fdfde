package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.LimitReason;
import dev.sluice.crds.Match;
import dev.sluice.crds.RateLimit.Condition;
import dev.sluice.snapshot.LimitCondition;
import dev.sluice.snapshot.PathMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code when}: which requests a limit counts. Conditions mean what they mean in rules. */
final class LimitConditionResolver {
  private static final String ROUTES_DIFFER =
      "stands in a policy for a ServiceBackend, which requests reach over routes with different"
          + " paths; write a policy for the GatewayRoute, or remove path";

  private final LimitFields fields;
  private final boolean forBackends;

  /**
   * @param forBackends whether the policy has a ServiceBackend for a target
   */
  LimitConditionResolver(LimitFields fields, boolean forBackends) {
    this.fields = fields;
    this.forBackends = forBackends;
  }

  List<LimitCondition> resolve(List<Condition> written, String field) {
    List<LimitCondition> conditions = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      conditions.add(resolve(written.get(i), field + "[" + i + "]"));
    }
    return conditions;
  }

  private LimitCondition resolve(Condition written, String field) {
    if (written.methods().isEmpty()
        && written.path() == null
        && written.headers().isEmpty()
        && written.clientCIDRs().isEmpty()
        && written.claims().isEmpty()) {
      fields.warning(
          LimitReason.INVALID_CONDITION,
          field,
          "says nothing and so holds for every request, whatever stands beside it; say something or"
              + " remove it");
    }
    return new LimitCondition(
        methods(written.methods(), field + ".methods"),
        path(written.path(), field + ".path"),
        fields.asInRules(
            found -> new FieldMatchResolver(found).headers(written.headers(), field + ".headers")),
        fields.asInRules(
            found ->
                new MatchResolver(found).networks(written.clientCIDRs(), field + ".clientCIDRs")),
        claims(written.claims(), field + ".claims"));
  }

  private List<String> methods(List<String> written, String field) {
    for (int i = 0; i < written.size(); i++) {
      String method = written.get(i);
      String place = field + "[" + i + "]";
      fields.asInRules(found -> new MatchResolver(found).method(method, place));
    }
    return written;
  }

  private PathMatch path(Match.@Nullable Path written, String field) {
    if (written != null && forBackends) {
      fields.error(LimitReason.INVALID_CONDITION, field, ROUTES_DIFFER);
    }
    return fields.asInRules(found -> new PathMatchResolver(found).resolve(written, field));
  }

  private SortedMap<String, List<String>> claims(Map<String, List<String>> written, String field) {
    SortedMap<String, List<String>> claims = new TreeMap<>();
    // In order, for messages must not depend on how a map was made.
    new TreeMap<>(written)
        .forEach(
            (claim, values) -> {
              String place = field + "." + claim;
              fields.name(LimitReason.INVALID_CONDITION, claim, place);
              if (values == null || values.isEmpty()) {
                fields.error(
                    LimitReason.INVALID_CONDITION,
                    place,
                    "has no value that would do; give at least one");
              } else {
                claims.put(claim, values);
              }
            });
    return claims;
  }
}
