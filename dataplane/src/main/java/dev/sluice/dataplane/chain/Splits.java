package dev.sluice.dataplane.chain;

import dev.sluice.dataplane.exchange.ThreadDice;
import dev.sluice.dataplane.handler.UnresolvedBackend;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.CookieSplit;
import dev.sluice.dataplane.routing.HashSplit;
import dev.sluice.dataplane.routing.RegionFinder;
import dev.sluice.dataplane.routing.RegionSplit;
import dev.sluice.dataplane.routing.Variant;
import dev.sluice.dataplane.routing.WeightedSplit;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.Regions;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import io.undertow.server.HttpHandler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** How the requests of a rule are shared out among its targets. */
final class Splits {
  private static final RandomGenerator DICE = ThreadDice.INSTANCE;

  private Splits() {}

  /**
   * @param upstreams gives the backend of a resolved target
   * @param handlers gives what serves a target
   * @throws IllegalArgumentException if a network of a region cannot be read
   */
  static HttpHandler build(
      RouteAction.Forward forward,
      CookieKey cookieKey,
      Function<ObjectKey, Upstream> upstreams,
      Function<Target, HttpHandler> handlers) {
    return switch (forward.regions()) {
      case Regions.None none -> build(forward.targets(), forward.stickiness(), cookieKey, handlers);
      case Regions.ByClient byClient ->
          new RegionSplit(
              RegionFinder.of(byClient),
              byClient.regions().stream()
                  .map(
                      region -> {
                        List<WeightedTarget> targets =
                            region.targets().stream().map(forward.targets()::get).toList();
                        return new RegionSplit.Region(
                            region.name(),
                            available(targets, upstreams),
                            build(targets, forward.stickiness(), cookieKey, handlers));
                      })
                  .toList());
    };
  }

  /** Whether any target that may get a request can serve it. */
  private static BooleanSupplier available(
      List<WeightedTarget> targets, Function<ObjectKey, Upstream> upstreams) {
    List<Upstream> usable = new ArrayList<>();
    for (WeightedTarget target : targets) {
      if (target.weight() > 0 && target.target() instanceof Target.Backend(ObjectKey backend)) {
        usable.add(upstreams.apply(backend));
      }
    }
    return () -> {
      for (int i = 0; i < usable.size(); i++) {
        if (usable.get(i).canServe()) {
          return true;
        }
      }
      return false;
    };
  }

  private static HttpHandler build(
      List<WeightedTarget> targets,
      Stickiness stickiness,
      CookieKey cookieKey,
      Function<Target, HttpHandler> handlers) {
    List<Variant> variants =
        targets.stream()
            .filter(target -> target.weight() > 0)
            .map(target -> variant(target, handlers))
            .toList();
    return switch (variants.size()) {
      case 0 -> new UnresolvedBackend("NoBackend");
      case 1 -> variants.getFirst().target();
      default -> split(variants, stickiness, cookieKey);
    };
  }

  private static Variant variant(WeightedTarget target, Function<Target, HttpHandler> targets) {
    HttpHandler handler = targets.apply(target.target());
    return switch (target.target()) {
      case Target.Backend(ObjectKey backend) ->
          new Variant(backend, target.weight(), true, handler);
      case Target.Unresolved(ObjectKey backend, String reason) ->
          new Variant(backend, target.weight(), false, handler);
    };
  }

  private static HttpHandler split(
      List<Variant> variants, Stickiness stickiness, CookieKey cookieKey) {
    return switch (stickiness) {
      case Stickiness.None none -> new WeightedSplit(variants, DICE);
      case Stickiness.ByCookie by ->
          new CookieSplit(variants, by, cookieKey, InstantSource.system(), DICE);
      case Stickiness.ByHeader by -> HashSplit.byHeader(variants, by, DICE);
      case Stickiness.ByClientAddress by -> HashSplit.byClientAddress(variants, DICE);
    };
  }
}
