package dev.sluice.cli.explain;

import dev.sluice.cli.words.Ink;
import dev.sluice.cli.words.LimitWords;
import dev.sluice.cli.words.MatchWords;
import dev.sluice.compiler.resolve.LoginRules;
import dev.sluice.dataplane.reply.FailureKind;
import dev.sluice.matching.Condition;
import dev.sluice.matching.DescribedRequest;
import dev.sluice.matching.MatchExplanation;
import dev.sluice.matching.NearMiss;
import dev.sluice.matching.PreflightRequest;
import dev.sluice.matching.RouteCandidate;
import dev.sluice.matching.RouteMatching;
import dev.sluice.snapshot.EffectivePolicy;
import dev.sluice.snapshot.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** An {@link Explanation} for people. */
public final class ExplanationText {
  private final Ink ink;
  private final int misses;
  private final Function<ObjectKey, String> places;
  private final List<String> lines = new ArrayList<>();

  private ExplanationText(Ink ink, int misses, Function<ObjectKey, String> places) {
    this.ink = ink;
    this.misses = misses;
    this.places = places;
  }

  /**
   * @param misses how many near misses are told
   * @param places where a route stands: {@code file:line}, or empty
   */
  public static List<String> of(
      Explanation explanation, Ink ink, int misses, Function<ObjectKey, String> places) {
    ExplanationText text = new ExplanationText(ink, misses, places);
    text.write(explanation);
    return List.copyOf(text.lines);
  }

  private void write(Explanation explanation) {
    field("data plane", explanation.dataPlane().toString());
    switch (explanation.asked()) {
      case AskedRequest.Refused(FailureKind kind, String detail) -> {
        field("answer", ink.bad(kind.status() + " " + kind.title()) + " (" + kind.name() + ")");
        field("because", detail + "; no rule is asked");
      }
      case AskedRequest.Admitted admitted -> {
        request(admitted);
        explanation.taken().ifPresent(taken -> preflight(admitted.request(), taken));
        explanation
            .matching()
            .ifPresent(
                matching -> {
                  explanation.taken().ifPresentOrElse(this::taken, () -> nobody(matching));
                  alsoHolding(matching.alsoHold());
                  missing(matching.misses(), admitted.request());
                });
      }
    }
  }

  private void request(AskedRequest.Admitted admitted) {
    DescribedRequest request = admitted.request();
    field("request", request.method() + " " + request.host() + request.path());
    if (!admitted.removed().isEmpty()) {
      field(
          "removed", String.join(", ", admitted.removed()) + " (only the gateway may send these)");
    }
  }

  private void preflight(DescribedRequest request, TakenRule taken) {
    PreflightRequest.announcedBy(request)
        .filter(announced -> PreflightRequest.isAnsweredBy(taken.rule()))
        .ifPresent(
            announced ->
                field(
                    "preflight",
                    "announces " + announced.method() + ", and the rule that takes that answers"));
  }

  private void taken(TakenRule taken) {
    RouteCandidate candidate = taken.candidate();
    field("route", ink.good(route(candidate)));
    String name = taken.rule().name();
    String place =
        LoginRules.isOne(name)
            ? "made for the login of its provider"
            : "spec.rules[" + candidate.ruleIndex() + "]";
    field("rule", ink.good(name) + " (" + place + ")");
    list("matched", taken.conditions().stream().map(Condition::text).toList());
    field("action", taken.action());
    taken.asked().ifPresent(asked -> field("asks for", asked));
    list("filters", taken.filters());
    list("handlers", taken.chain());
    taken.forwarded().ifPresent(this::forwarded);
    list(
        "policies",
        taken.policies().stream()
            .map(
                policy ->
                    policy.policy()
                        + " "
                        + policy.value()
                        + " "
                        + ink.dim("(" + origin(policy) + ")"))
            .toList());
    list("limits", taken.limits().stream().flatMap(limit -> limit(limit).stream()).toList());
  }

  /** What it is, and then what there is to say of it. */
  private List<String> limit(MetLimit met) {
    List<String> lines = new ArrayList<>();
    String name = met.policy() + "/" + met.limit().name();
    lines.add(
        (met.applies() ? ink.good(name) : name)
            + ": "
            + LimitWords.usual(met.limit().allowance())
            + (met.shadow() ? ", only counted (Shadow)" : "")
            + " "
            + ink.dim("(" + met.target() + ")"));
    if (!met.applies()) {
      met.whyNot().forEach(why -> lines.add("  does not count this: " + why));
      return lines;
    }
    met.provided().forEach(condition -> lines.add("  if " + condition));
    String tiers = LimitWords.tiers(met.limit().allowance());
    if (!tiers.isEmpty()) {
      lines.add("  tiers: " + tiers);
    }
    met.tier().ifPresent(tier -> lines.add("  this request's tier: " + tier));
    String cost = LimitWords.cost(met.limit().allowance());
    if (!cost.isEmpty()) {
      lines.add("  cost: " + cost);
    }
    lines.add(
        "  key: "
            + LimitWords.key(met.limit().key())
            + (met.limit().perRoute() ? ", for each route" : "")
            + "; store: "
            + LimitWords.store(met.limit().store())
            + (met.notes().isEmpty() ? "" : " (" + String.join("; ", met.notes()) + ")"));
    return lines;
  }

  private static String origin(EffectivePolicy policy) {
    return policy
        .origin()
        .map(from -> from.kind() + " " + from.object() + " " + from.field())
        .orElse("built in");
  }

  private void forwarded(ForwardedRequest request) {
    List<String> head = new ArrayList<>();
    head.add(request.method() + " " + request.target());
    head.add("host: " + request.host());
    request
        .headers()
        .forEach((name, values) -> values.forEach(each -> head.add(name + ": " + each)));
    list("backend sees", head);
  }

  private void nobody(MatchExplanation matching) {
    switch (matching.outcome()) {
      case RouteMatching.MethodNotAllowed(var allow) -> {
        field("answer", ink.bad("405 Method Not Allowed"));
        field(
            "because",
            "rules hold for everything but the method: they take " + String.join(", ", allow));
      }
      case RouteMatching.NotFound notFound -> {
        field("answer", ink.bad("404 Not Found"));
        field(
            "because",
            matching.misses().isEmpty()
                ? "this data plane has no rules"
                : "no rule holds for this request");
      }
      case RouteMatching.Matched matched ->
          throw new IllegalStateException("taken by " + matched.rule().name());
    }
  }

  private void alsoHolding(List<RouteCandidate> others) {
    list(
        "also hold",
        others.stream()
            .limit(misses)
            .map(
                other ->
                    rule(other)
                        + ": "
                        + MatchWords.of(other.host(), other.match())
                        + ", but comes later in the order of precedence")
            .toList());
  }

  private void missing(List<NearMiss> near, DescribedRequest request) {
    List<String> told = new ArrayList<>();
    for (NearMiss miss : near.subList(0, Math.min(misses, near.size()))) {
      told.add(rule(miss.candidate()) + ": " + whyNot(miss, request));
    }
    list("near misses", told);
  }

  private static String whyNot(NearMiss miss, DescribedRequest request) {
    return String.join(
        "; ", miss.failing().stream().map(condition -> condition.whyNot(request)).toList());
  }

  private String route(RouteCandidate candidate) {
    ObjectKey key = candidate.route().route();
    String place = places.apply(key);
    return "GatewayRoute " + key + (place.isEmpty() ? "" : " (" + place + ")");
  }

  private static String rule(RouteCandidate candidate) {
    return candidate.route().route()
        + " rule "
        + candidate.route().rules().get(candidate.ruleIndex()).name();
  }

  private void list(String name, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      field(i == 0 ? name : "", values.get(i));
    }
  }

  private void field(String name, String value) {
    lines.add(ink.bold(String.format("%-13s", name)) + value);
  }
}
