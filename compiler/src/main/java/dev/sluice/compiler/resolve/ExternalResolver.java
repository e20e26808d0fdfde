package dev.sluice.compiler.resolve;

import dev.sluice.compiler.diagnostic.DataPlaneReason;
import dev.sluice.compiler.diagnostic.Diagnostics;
import dev.sluice.compiler.diagnostic.PlainText;
import dev.sluice.crds.ExternalProvider;
import dev.sluice.crds.FailurePolicy;
import dev.sluice.snapshot.IdentityProvider;
import dev.sluice.snapshot.IdentityProvider.ClaimNames;
import dev.sluice.snapshot.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Providers of kind {@code external}. Whether its backend is there and may be used is judged by
 * {@link AuthoriserBackends}.
 */
final class ExternalResolver {
  private static final Duration USUAL_TIMEOUT = Duration.ofMillis(200);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(10);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_CACHE = Duration.ofHours(1);

  /** RFC 3986, section 3.3, but for percent signs: in another writing it would be another path. */
  private static final Pattern PATH = Pattern.compile("(/[-A-Za-z0-9._~!$&'()*+,=:@]+)*/?");

  private static final Pattern DOTS = Pattern.compile(".*/[.]{1,2}(/.*)?");

  private final String namespace;
  private final AuthoriserHeaders headers;
  private final Diagnostics diagnostics;

  /**
   * @param namespace of the data plane
   */
  ExternalResolver(String namespace, Diagnostics diagnostics) {
    this.namespace = namespace;
    this.headers = new AuthoriserHeaders(diagnostics);
    this.diagnostics = diagnostics;
  }

  /**
   * @return of a provider that cannot be used {@link IdentityProvider.Unavailable}, after a
   *     diagnostic
   */
  IdentityProvider resolve(String name, ExternalProvider written, String field) {
    List<String> backendHeaders = lower(written.backendHeaders());
    Optional<String> prefix = prefix(written.pathPrefix(), field + ".pathPrefix");
    Optional<Duration> timeout =
        duration(
            written.timeout(),
            USUAL_TIMEOUT,
            SHORTEST_TIMEOUT,
            LONGEST_TIMEOUT,
            field + ".timeout");
    ExternalProvider.@Nullable Cache cache = written.cache();
    Optional<Duration> held =
        duration(
            cache == null ? null : cache.ttl(),
            Duration.ZERO,
            Duration.ofMillis(1),
            LONGEST_CACHE,
            field + ".cache.ttl");
    boolean headersAreGood = headers.areGood(written, field);
    boolean hasBackend = written.backendRef() != null && written.backendRef().name() != null;
    if (!hasBackend) {
      error(field + ".backendRef.name", "is missing; give the name of a ServiceBackend");
    }
    if (prefix.isEmpty() || timeout.isEmpty() || held.isEmpty() || !headersAreGood || !hasBackend) {
      return new IdentityProvider.Unavailable(
          name, "its configuration cannot be used", ClaimHeaders.usable(backendHeaders));
    }
    return new IdentityProvider.External(
        name,
        new ObjectKey(
            Objects.requireNonNullElse(written.backendRef().namespace(), namespace),
            written.backendRef().name()),
        prefix.get(),
        timeout.get().toMillis(),
        written.failurePolicy() == FailurePolicy.Open,
        lower(written.requestHeaders()),
        backendHeaders,
        lower(written.clientHeaders()),
        names(written.identity()),
        held.get().toMillis(),
        cache == null ? List.of() : lower(cache.keyHeaders()));
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
  }

  private static ClaimNames names(ExternalProvider.@Nullable Names written) {
    return written == null
        ? new ClaimNames("", "", "", "")
        : new ClaimNames(
            lower(written.user()),
            lower(written.tenant()),
            lower(written.roles()),
            lower(written.scopes()));
  }

  private static String lower(@Nullable String name) {
    return Objects.requireNonNullElse(name, "").toLowerCase(Locale.ROOT);
  }

  /** Without the slash at its end: the path begins with one. */
  private Optional<String> prefix(@Nullable String written, String field) {
    String prefix = Objects.requireNonNullElse(written, "");
    if (!PATH.matcher(prefix).matches() || DOTS.matcher(prefix).matches()) {
      error(
          field,
          PlainText.quote(prefix)
              + " is no path as it can stand before others; write one such as /check, without"
              + " percent signs, dots and empty segments");
      return Optional.empty();
    }
    return Optional.of(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
  }

  private Optional<Duration> duration(
      @Nullable String written, Duration usual, Duration least, Duration most, String field) {
    if (written == null) {
      return Optional.of(usual);
    }
    Optional<Duration> read = Durations.parse(written);
    if (read.isEmpty()) {
      error(field, PlainText.quote(written) + " is no duration; " + Durations.CURE);
      return Optional.empty();
    }
    if (read.get().compareTo(least) < 0 || read.get().compareTo(most) > 0) {
      error(
          field,
          PlainText.quote(written)
              + " is out of range; give "
              + least.toMillis()
              + "ms to "
              + (most.toHours() > 0 ? most.toHours() + "h" : most.toSeconds() + "s"));
      return Optional.empty();
    }
    return read;
  }

  private void error(String field, String message) {
    diagnostics.error(DataPlaneReason.INVALID_PROVIDER, field, message);
  }
}
