package dev.sluice.dataplane.body;

import dev.sluice.dataplane.Config;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.BodySchema;
import dev.sluice.snapshot.Hedge;
import dev.sluice.snapshot.NetworkFeed;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.OtherBodies;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteRule;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SizeLimit;
import dev.sluice.snapshot.UploadRules;
import java.util.List;

/** Rules with something to say of bodies. */
final class JudgedRoutes {
  private JudgedRoutes() {}

  static RouteRule under(RequestLimits limits, RouteRule rule) {
    return under(limits, RouteTimeouts.DEFAULT, RetryPolicy.DEFAULT, rule);
  }

  static RouteRule under(
      RequestLimits limits, RouteTimeouts timeouts, RetryPolicy retry, RouteRule rule) {
    return new RouteRule(
        rule.name(),
        rule.matches(),
        rule.filters(),
        rule.action(),
        new RoutePolicies(
            timeouts, retry, Hedge.OF_BACKEND, limits, AccessPolicies.OPEN, List.of()));
  }

  static RouteRule to(String backend, String prefix, RequestLimits limits) {
    return under(limits, Config.rule(prefix, Config.to(backend)));
  }

  static RequestLimits schema(String name) {
    return schema(name, SizeLimit.NONE, List.of());
  }

  static RequestLimits schema(String name, SizeLimit max, List<String> others) {
    return new RequestLimits(
        max,
        SizeLimit.NONE,
        List.of(),
        new BodySchema.Of(NetworkFeed.key(new ObjectKey("shop", name), "schema.json")),
        UploadRules.NONE,
        new OtherBodies.Only(others));
  }

  static RequestLimits upload(UploadRules rules) {
    return new RequestLimits(
        SizeLimit.NONE,
        SizeLimit.NONE,
        List.of(),
        BodySchema.NONE,
        rules,
        new OtherBodies.Only(List.of("multipart/form-data")));
  }
}
