package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.BackendReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.crds.CircuitBreaker.Fallback;
import dev.sluice.snapshot.BreakerFallback;
import dev.sluice.snapshot.CircuitBreaker;
import dev.sluice.snapshot.RouteAction;
import dev.sluice.snapshot.Timeout;
import org.jspecify.annotations.Nullable;

/** {@code circuitBreaker} of a ServiceBackend. */
final class BreakerResolver {
  private static final String PATH = "spec.circuitBreaker";
  private static final long DEFAULT_SLOW_MILLIS = 2_000;
  private static final long DEFAULT_WINDOW_MILLIS = 10_000;
  private static final long DEFAULT_OPEN_MILLIS = 10_000;
  private static final long MAX_WINDOW_MILLIS = 600_000;
  private static final long MAX_OPEN_MILLIS = 3_600_000;

  private final Diagnostics diagnostics;
  private final BackendReferences references;
  private final BackendSettings settings;

  BreakerResolver(Diagnostics diagnostics, BackendReferences references) {
    this.diagnostics = diagnostics;
    this.references = references;
    settings = new BackendSettings(PATH, diagnostics);
  }

  CircuitBreaker resolve(dev.sluice.crds.@Nullable CircuitBreaker written) {
    if (written == null) {
      return CircuitBreaker.OFF;
    }
    return new CircuitBreaker.On(
        settings.number("failureRate", written.failureRate(), 1, 100, 50),
        settings.number("slowCallRate", written.slowCallRate(), 1, 100, 100),
        slowCall(written),
        settings.number("minimumCalls", written.minimumCalls(), 1, 10_000, 20),
        window(written.window()),
        settings.number("consecutiveFailures", written.consecutiveFailures(), 0, 1_000, 0),
        openFor(written.openFor()),
        settings.number("halfOpenCalls", written.halfOpenCalls(), 1, 100, 3),
        fallback(written.fallback()));
  }

  private Timeout slowCall(dev.sluice.crds.CircuitBreaker written) {
    return written.slowCallDuration() == null && written.slowCallRate() == null
        ? Timeout.NONE
        : new Timeout.After(
            settings.millis("slowCallDuration", written.slowCallDuration(), DEFAULT_SLOW_MILLIS));
  }

  private long window(@Nullable String written) {
    long millis = settings.millis("window", written, DEFAULT_WINDOW_MILLIS);
    if (millis % 1_000 != 0 || millis > MAX_WINDOW_MILLIS) {
      settings.error(
          "window",
          Timeout.text(millis) + " cannot be counted; give whole seconds, from 1s to 10m");
      return DEFAULT_WINDOW_MILLIS;
    }
    return millis;
  }

  private long openFor(@Nullable String written) {
    long millis = settings.millis("openFor", written, DEFAULT_OPEN_MILLIS);
    if (millis > MAX_OPEN_MILLIS) {
      settings.error("openFor", Timeout.text(millis) + " is too long; give at most 1h");
      return DEFAULT_OPEN_MILLIS;
    }
    return millis;
  }

  private BreakerFallback fallback(@Nullable Fallback written) {
    if (written == null) {
      return BreakerFallback.REFUSE;
    }
    if (written.response() != null && written.backendRef() != null) {
      settings.error("fallback", "says two things; remove either backendRef or response");
      return BreakerFallback.REFUSE;
    }
    if (written.backendRef() != null) {
      return references
          .resolve(
              written.backendRef(),
              PATH + ".fallback.backendRef",
              "until then requests get 503 while the breaker is open")
          .<BreakerFallback>map(BreakerFallback.Elsewhere::new)
          .orElse(BreakerFallback.REFUSE);
    }
    if (written.response() == null) {
      settings.error("fallback", "says nothing; give backendRef or response, or remove it for 503");
      return BreakerFallback.REFUSE;
    }
    RouteAction.Respond answer =
        new DirectResponseResolver(diagnostics, BackendReason.INVALID_VALUE)
            .resolve(written.response(), PATH + ".fallback.response");
    return new BreakerFallback.Answer(answer.status(), answer.contentType(), answer.body());
  }
}
