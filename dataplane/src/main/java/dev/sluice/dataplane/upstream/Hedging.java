package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.upstream.breaker.Breaker;
import dev.sluice.dataplane.upstream.breaker.BreakerCall;
import dev.sluice.dataplane.upstream.concurrency.ConcurrencyLimit;
import dev.sluice.snapshot.Hedge;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The further tries of one read that run beside its first because that is late. Each takes from the
 * retry budget, a permission of the breaker and a slot of the concurrency limit, and does not wait
 * for any of them. The losers are nobody's fault.
 */
final class Hedging {
  private final UpstreamRequest request;
  private final Tries tries;
  private final Upstream upstream;
  private final IoLoop loop;
  private final long delayMillis;
  private final Timer timer = new Timer(this::late);
  private final List<Attempt> running = new ArrayList<>(2);
  private final List<UpstreamEndpoint> asked = new ArrayList<>(2);
  private final List<ConcurrencyLimit> slots = new ArrayList<>(1);
  private int left;

  private Hedging(
      UpstreamRequest request,
      Tries tries,
      Upstream upstream,
      IoLoop loop,
      long delayMillis,
      int most) {
    this.request = request;
    this.tries = tries;
    this.upstream = upstream;
    this.loop = loop;
    this.delayMillis = delayMillis;
    left = most;
  }

  /** Null for a request that is not hedged. */
  static @Nullable Hedging of(
      UpstreamRequest request, Tries tries, Upstream upstream, Hedge policy, IoLoop loop) {
    Hedge hedge = policy instanceof Hedge.OfBackend ? upstream.settings().hedge() : policy;
    if (hedge instanceof Hedge.Off || !readable(request)) {
      return null;
    }
    return switch (hedge) {
      case Hedge.OfBackend backend -> null;
      case Hedge.Off off -> null;
      case Hedge.After(long millis, int max) ->
          new Hedging(request, tries, upstream, loop, millis, max);
      case Hedge.AfterPercentile(int percentile, int max) -> {
        long millis = upstream.safeguards().lateAfterMillis(percentile);
        yield millis < 0 ? null : new Hedging(request, tries, upstream, loop, millis, max);
      }
    };
  }

  private static boolean readable(UpstreamRequest request) {
    HttpString method = request.exchange().getRequestMethod();
    return !request.upgrade()
        && !request.body().framing().hasBody()
        && (method.equals(Methods.GET)
            || method.equals(Methods.HEAD)
            || method.equals(Methods.OPTIONS));
  }

  /** The lead has begun. */
  void arm() {
    Attempt lead = tries.lead();
    // A first try that failed before its start returned has armed its successor already.
    if (lead.ended() || running.contains(lead)) {
      return;
    }
    running.add(lead);
    asked.add(lead.endpoint());
    if (left > 0) {
      loop.wheel().schedule(timer, delayMillis);
    }
  }

  private void late() {
    if (running.isEmpty() || running.stream().anyMatch(Attempt::answered)) {
      return;
    }
    EndpointChoice choice = upstream.choice();
    long key = choice.key(request.exchange(), request.context());
    UpstreamEndpoint other = choice.another(loop, key, asked);
    if (other == null || asked.contains(other)) {
      return;
    }
    Breaker breaker = upstream.safeguards().breaker();
    BreakerCall call = breaker == null ? null : breaker.admit();
    if (breaker != null && call == null) {
      return;
    }
    if (!affords()) {
      if (call != null) {
        call.ended();
      }
      return;
    }
    left--;
    asked.add(other);
    Attempt rival = new Attempt(request, other, loop, call, request.bodiless());
    running.add(rival);
    request.context().upstream().hedged(true);
    upstream.safeguards().hedges().increment();
    rival.start(false);
    if (left > 0) {
      loop.wheel().schedule(timer, delayMillis);
    }
  }

  private boolean affords() {
    ConcurrencyLimit limit = upstream.safeguards().limit();
    if (limit != null && !limit.tryEnter()) {
      return false;
    }
    if (!upstream.safeguards().budget().take(System.nanoTime())) {
      request.context().upstream().retryRefused(true);
      if (limit != null) {
        limit.leave();
      }
      return false;
    }
    if (limit != null) {
      slots.add(limit);
    }
    return true;
  }

  /** Whether there is another to wait for when this one has come to nothing. */
  boolean goesOnWithout(Attempt dropped) {
    running.remove(dropped);
    if (running.isEmpty()) {
      stop();
      return false;
    }
    if (tries.lead() == dropped) {
      tries.lead(running.getFirst());
    }
    if (!slots.isEmpty()) {
      slots.removeLast().leave();
    }
    return true;
  }

  /** This one's answer goes to the client: the others are not needed any more. */
  void won(Attempt winner) {
    stop();
    tries.lead(winner);
    request.context().upstream().answeredBy(winner.endpoint().endpoint());
    running.remove(winner);
    if (winner.rival()) {
      upstream.safeguards().hedgesWon().increment();
    }
    abort();
  }

  void stop() {
    loop.wheel().cancel(timer);
  }

  /** Ends all but the lead, which its owner ends. */
  void abort() {
    stop();
    List<Attempt> others = List.copyOf(running);
    running.clear();
    others.forEach(Attempt::abort);
    slots.forEach(ConcurrencyLimit::leave);
    slots.clear();
  }
}
