package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.compiler.diagnostic.RouteReason;
import dev.sluice.crds.FaultInjection;
import dev.sluice.matching.HttpToken;
import dev.sluice.snapshot.Fault;
import dev.sluice.snapshot.FaultScope;
import dev.sluice.snapshot.RouteFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** FaultInjection filters. */
final class FaultResolver {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Diagnostics diagnostics;

  FaultResolver(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  RouteFilter resolve(FaultInjection injection, String field) {
    if (injection.delay() == null && injection.abort() == null) {
      diagnostics.error(
          RouteReason.INVALID_FILTER, field, "does nothing; give delay, abort or both");
    }
    List<Fault> faults = new ArrayList<>();
    if (injection.delay() != null) {
      faults.add(
          new Fault.Delay(
              delay(injection.delay().fixed(), field + ".delay.fixed"),
              Percent.of(injection.delay().percent(), field + ".delay.percent", diagnostics)));
    }
    if (injection.abort() != null) {
      faults.add(
          new Fault.Abort(
              status(injection.abort(), field + ".abort.statusCode"),
              Percent.of(injection.abort().percent(), field + ".abort.percent", diagnostics)));
    }
    return new RouteFilter.InjectFault(
        scope(Optional.ofNullable(injection.header()), field + ".header"), faults);
  }

  private long delay(String written, String field) {
    String text = Objects.requireNonNullElse(written, "");
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isEmpty()) {
      diagnostics.error(
          RouteReason.INVALID_DURATION,
          field,
          PlainText.quote(text) + " is no duration; " + Durations.CURE);
      return 1;
    }
    Duration delay = duration.get();
    if (delay.isZero() || delay.compareTo(LONGEST) > 0) {
      diagnostics.error(
          RouteReason.INVALID_DURATION,
          field,
          PlainText.quote(text) + " is out of range; give a delay from 1ms to 5m");
    }
    return delay.toMillis();
  }

  private int status(FaultInjection.Abort abort, String field) {
    int status = Objects.requireNonNullElse(abort.statusCode(), 0);
    if (status < 400 || status > 599) {
      diagnostics.error(
          RouteReason.INVALID_FILTER,
          field,
          status + " is no error status; give one from 400 to 599");
    }
    return status;
  }

  private FaultScope scope(Optional<FaultInjection.Header> header, String field) {
    if (header.isEmpty()) {
      return new FaultScope.AllRequests();
    }
    String name = Objects.requireNonNullElse(header.get().name(), "");
    if (!HttpToken.matches(name)) {
      diagnostics.error(
          RouteReason.INVALID_HEADER,
          field + ".name",
          PlainText.quote(name)
              + " is no header name; use letters, digits and hyphens, such as X-Fault");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    String value = header.get().value();
    return value == null
        ? new FaultScope.HeaderPresent(lower)
        : new FaultScope.HeaderValued(lower, value);
  }
}
