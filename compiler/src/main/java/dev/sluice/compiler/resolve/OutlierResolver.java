package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.snapshot.OutlierDetection;
import dev.sluice.snapshot.Timeout;
import org.jspecify.annotations.Nullable;

/** {@code outlierDetection} of a ServiceBackend. */
final class OutlierResolver {
  private static final int GATEWAY_ERRORS = 5;
  private static final int MAX_ERRORS = 1_000;
  private static final long INTERVAL_MILLIS = 10_000;
  private static final long MIN_INTERVAL_MILLIS = 100;
  private static final long BASE_MILLIS = 30_000;
  private static final long MAX_MILLIS = 300_000;
  private static final int PERCENT = 50;

  private final BackendSettings settings;

  OutlierResolver(Diagnostics diagnostics) {
    settings = new BackendSettings("spec.outlierDetection", diagnostics);
  }

  OutlierDetection resolve(dev.sluice.crds.@Nullable OutlierDetection written) {
    if (written == null) {
      return OutlierDetection.OFF;
    }
    int gatewayErrors =
        settings.number(
            "consecutiveGatewayErrors",
            written.consecutiveGatewayErrors(),
            0,
            MAX_ERRORS,
            GATEWAY_ERRORS);
    int serverErrors =
        settings.number("consecutive5xx", written.consecutive5xx(), 0, MAX_ERRORS, 0);
    Timeout latency =
        written.latency() == null
            ? Timeout.NONE
            : new Timeout.After(settings.millis("latency", written.latency(), 1_000));
    if (gatewayErrors == 0 && serverErrors == 0 && latency.equals(Timeout.NONE)) {
      settings.error(
          "consecutiveGatewayErrors",
          "is 0, and nothing else ejects an endpoint; give consecutiveGatewayErrors,"
              + " consecutive5xx or latency, or remove outlierDetection");
    }
    long base = settings.millis("baseEjection", written.baseEjection(), BASE_MILLIS);
    long max = settings.millis("maxEjection", written.maxEjection(), Math.max(base, MAX_MILLIS));
    if (max < base) {
      settings.error(
          "maxEjection",
          "is shorter than baseEjection, which the first ejection lasts; give at least as much");
    }
    return new OutlierDetection.On(
        gatewayErrors,
        serverErrors,
        latency,
        settings.atLeast("interval", written.interval(), MIN_INTERVAL_MILLIS, INTERVAL_MILLIS),
        base,
        Math.max(base, max),
        settings.number("maxEjectedPercent", written.maxEjectedPercent(), 1, 100, PERCENT));
  }
}
