package dev.sluice.compiler.resolve;

import dev.sluice.crds.Limits;
import dev.sluice.crds.Policies;
import dev.sluice.crds.Retry;
import dev.sluice.crds.SecurityHeaders;
import dev.sluice.crds.Timeouts;
import dev.sluice.snapshot.AccessPolicies;
import dev.sluice.snapshot.HeaderChoice;
import dev.sluice.snapshot.RequestLimits;
import dev.sluice.snapshot.RetryPolicy;
import dev.sluice.snapshot.RoutePolicies;
import dev.sluice.snapshot.RouteTimeouts;
import dev.sluice.snapshot.SecurityHeader;
import dev.sluice.snapshot.Timeout;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value that a layer of policies may give. What is a setting of its own is merged field by
 * field; what is replaced as a whole is one setting.
 *
 * @param policy its name, which is also its path below {@code spec}, {@code spec.rules[i]}, {@code
 *     spec.defaults} and {@code spec.overrides}
 * @param builtIn when no layer gives it
 * @param written what a layer says, or null
 * @param reader the value of it
 * @param effective where it ends up
 * @param layering how values of several layers become one
 */
record PolicySetting<V>(
    String policy,
    V builtIn,
    Function<Policies, @Nullable List<String>> written,
    Function<List<String>, PolicyReading<V>> reader,
    Function<RoutePolicies, V> effective,
    Layering<V> layering) {

  static PolicySetting<Timeout> timeout(
      String name,
      Function<Timeouts, @Nullable String> written,
      Function<RouteTimeouts, Timeout> effective) {
    return new PolicySetting<>(
        "timeouts." + name,
        effective.apply(RouteTimeouts.DEFAULT),
        policies -> policies.timeouts() == null ? null : one(written.apply(policies.timeouts())),
        PolicyReading::timeout,
        policies -> effective.apply(policies.timeouts()),
        Layering.replacing());
  }

  static <V> PolicySetting<V> retry(
      String name,
      Function<Retry, @Nullable List<String>> written,
      Function<List<String>, PolicyReading<V>> reader,
      Function<RetryPolicy, V> effective) {
    return new PolicySetting<>(
        "retry." + name,
        effective.apply(RetryPolicy.DEFAULT),
        policies -> policies.retry() == null ? null : written.apply(policies.retry()),
        reader,
        policies -> effective.apply(policies.retry()),
        Layering.replacing());
  }

  static <V> PolicySetting<V> limit(
      String name,
      Function<Limits, @Nullable List<String>> written,
      Function<List<String>, PolicyReading<V>> reader,
      Function<RequestLimits, V> effective) {
    return limit(name, written, reader, effective, Layering.replacing());
  }

  static <V> PolicySetting<V> limit(
      String name,
      Function<Limits, @Nullable List<String>> written,
      Function<List<String>, PolicyReading<V>> reader,
      Function<RequestLimits, V> effective,
      Layering<V> layering) {
    return new PolicySetting<>(
        "limits." + name,
        effective.apply(RequestLimits.NONE),
        policies -> policies.limits() == null ? null : written.apply(policies.limits()),
        reader,
        policies -> effective.apply(policies.limits()),
        layering);
  }

  static <V> PolicySetting<V> access(
      String name,
      Function<AccessPolicies, V> effective,
      Function<Policies, @Nullable List<String>> written,
      Function<List<String>, PolicyReading<V>> reader,
      Layering<V> layering) {
    return new PolicySetting<>(
        name,
        effective.apply(AccessPolicies.OPEN),
        written,
        reader,
        policies -> effective.apply(policies.access()),
        layering);
  }

  static PolicySetting<Optional<HeaderChoice>> header(
      SecurityHeader header, Function<SecurityHeaders, @Nullable String> written) {
    return access(
        "securityHeaders." + header.field(),
        policies -> Optional.ofNullable(policies.securityHeaders().said().get(header)),
        policies ->
            policies.securityHeaders() == null
                ? null
                : one(written.apply(policies.securityHeaders())),
        text -> SecurityHeadersReading.header(header, text),
        Layering.replacing());
  }

  static @Nullable List<String> one(@Nullable Object value) {
    return value == null ? null : List.of(value.toString());
  }

  static @Nullable List<String> all(@Nullable List<?> values) {
    return values == null ? null : values.stream().map(Objects::toString).toList();
  }

  static @Nullable List<String> size(@Nullable IntOrString value) {
    return value == null ? null : one(value.getValue());
  }
}
