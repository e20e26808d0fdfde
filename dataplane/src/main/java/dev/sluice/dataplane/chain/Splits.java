package dev.sluice.dataplane.chain;

import dev.sluice.dataplane.exchange.ThreadDice;
import dev.sluice.dataplane.handler.UnresolvedBackend;
import dev.sluice.dataplane.routing.CookieKey;
import dev.sluice.dataplane.routing.CookieSplit;
import dev.sluice.dataplane.routing.HashSplit;
import dev.sluice.dataplane.routing.Variant;
import dev.sluice.dataplane.routing.WeightedSplit;
import dev.sluice.snapshot.ObjectKey;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.Stickiness;
import dev.sluice.snapshot.Target;
import dev.sluice.snapshot.WeightedTarget;
import io.undertow.server.HttpHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** How the requests of a rule are shared out among its targets. */
final class Splits {
  private static final RandomGenerator DICE = ThreadDice.INSTANCE;

  private Splits() {}

  static HttpHandler build(
      RouteAction.Forward forward, CookieKey cookieKey, Function<Target, HttpHandler> targets) {
    List<Variant> variants =
        forward.targets().stream()
            .filter(target -> target.weight() > 0)
            .map(target -> variant(target, targets))
            .toList();
    return switch (variants.size()) {
      case 0 -> new UnresolvedBackend("NoBackend");
      case 1 -> variants.getFirst().target();
      default -> split(variants, forward.stickiness(), cookieKey);
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
